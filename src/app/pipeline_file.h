// load_pipeline(): pipeline.toml and the SQL files it names, as a model::Pipeline.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/pipeline.h"

namespace pinflow::app {

// Reads one file of the pipeline by its path within the pipeline's folder.
using ReadPipelineFile = std::function<Result<std::string>(std::string_view path)>;

// From a folder, or the built-in pinterest pipeline when `folder` is "".
ReadPipelineFile pipeline_files(const std::string& folder);

// Errors: kInvalidArgument with file, line and column: not TOML, an unknown or missing key, a
// type that there is not; kNotFound: a file that is named but not there.
Result<model::Pipeline> load_pipeline(const ReadPipelineFile& read);

}  // namespace pinflow::app
