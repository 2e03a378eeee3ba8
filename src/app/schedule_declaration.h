// read_schedule(): when a pipeline's DAG runs, and how its runs behave, as pipeline.toml says it.
#pragma once

#include "app/toml_fields.h"
#include "model/pipeline.h"

namespace pinflow::app {

// The pipeline's `schedule`: a text is its cron line; a table has it with all else.
// Errors: kInvalidArgument with file, line and column: an unknown key (with the nearest), a cron
// line, time zone, day or duration that is none, a number below 0.
Status read_schedule(const TomlValue& root, TomlFields* fields, model::Pipeline* pipeline);

}  // namespace pinflow::app
