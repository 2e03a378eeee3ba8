// The YAML of `pinflow export databricks`: an asset bundle, whose host and keys are the
// workspace's.
#pragma once

#include <string>
#include <vector>

#include "app/databricks_export.h"

namespace pinflow::app {

std::string databricks_bundle(const model::Pipeline& pipeline, const DatabricksOptions& options);

// The job of one user. Errors: kInvalidArgument: a schedule that Quartz cannot say.
Result<std::string> databricks_job(const model::Pipeline& pipeline,
                                   const std::vector<model::Task>& tasks,
                                   const std::string& user_id);

}  // namespace pinflow::app
