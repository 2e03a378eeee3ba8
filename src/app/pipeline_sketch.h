// sketch_pipeline(): a first pipeline from a sample of JSON rows, for people to go on from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pinflow::app {

struct SketchedFile {
  std::string path;  // "pipeline.toml", "clean/order.sql"
  std::string text;
};

// `sample` is one JSON object a line, or one JSON array of objects. Types are the narrowest that
// fit all its rows: boolean, long, double, timestamp, else string. `name` becomes the pipeline's
// and `dataset` the dataset's.
// Errors: kInvalidArgument: not JSON (with the line), no rows, a column or dataset name that SQL
// would need quotes for.
Result<std::vector<SketchedFile>> sketch_pipeline(std::string_view name, std::string_view dataset,
                                                  std::string_view sample);

// Whether the files load as a pipeline whose SQL parses: what check_pipeline() would find.
// Errors: kInvalidArgument: the first mistake; those of loading.
Status check_sketch(const std::vector<SketchedFile>& files);

}  // namespace pinflow::app
