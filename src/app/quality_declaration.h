// add_check(): a [[check]] of pipeline.toml, as a quality check of its dataset.
#pragma once

#include "app/pipeline_file.h"
#include "app/toml_file.h"
#include "model/pipeline.h"

namespace pinflow::app {

// Errors: kInvalidArgument with file, line and column: an unknown or missing key, kind, action,
// dataset or column, a name that is taken, parts that do not fit the kind; kNotFound: its file.
Status add_check(const TomlValue& table, const ReadPipelineFile& read, model::Pipeline* pipeline);

}  // namespace pinflow::app
