// jobs_options(): what the configuration says about the Jobs API.
#pragma once

#include "app/config.h"
#include "schedule/databricks/jobs_call.h"

namespace pinflow::app {

// `dag` is what notebooks stand for. Errors: kInvalidArgument: a notebook of a task that there is
// not (with the nearest), a token's hash that is none, a key.
Result<schedule::databricks::JobsOptions> jobs_options(const Config& config,
                                                       const schedule::Dag& dag);

}  // namespace pinflow::app
