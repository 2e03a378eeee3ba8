// airflow_export(): a pipeline's DAG as a file for Airflow's folder of DAGs, a task for each step.
#pragma once

#include <string>

#include "schedule/dag.h"

namespace pinflow::schedule {

// The path of the notebook that stands for a task without being configured.
std::string notebook_of(std::string_view task);

// Python with DatabricksSubmitRunOperator, whose connection is pinflow. A step's retries are
// pinflow's own. Errors: kInvalidArgument: those of task_order() and of Cron.
Result<std::string> airflow_export(const Dag& dag, const model::Pipeline& pipeline);

}  // namespace pinflow::schedule
