// WorkOrder: what a job's settings, or a submitted run's, ask the DAG to do.
//
//   Source:  notebook_task on its own or in tasks[]: docs.databricks.com/api/workspace/jobs/submit.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "json/document.h"
#include "schedule/dag.h"

namespace pinflow::schedule::databricks {

struct WorkOrder {
  std::vector<std::string> tasks;  // None: all of the DAG's.
  Parameters parameters;
};

// A notebook that `notebooks` does not name stands for the whole DAG. Of parameters that several
// tasks give, the last counts. Clusters are accepted whatever they are.
// Errors: kInvalidArgument: no notebook_task, one without notebook_path, a task of another kind.
Result<WorkOrder> read_work_order(json::Element settings,
                                  const std::map<std::string, std::string>& notebooks);

// Adds the members of an object like {"USER_ID":"ada"}: names in lower case, numbers and booleans
// as text. Errors: kInvalidArgument: no object, or a value that is none of these.
Status add_parameters(json::Element given, std::string_view what, Parameters* parameters);

}  // namespace pinflow::schedule::databricks
