// databricks_export(): a pipeline as notebooks and an asset bundle, which Databricks runs by
// itself.
//
//   databricks.yml                   the bundle: variables, targets dev and prod
//   resources/<pipeline>_<id>.yml    a job for each user, a task for each step
//   notebooks/*.py                   gather, clean_<dataset>, query; beside them Python modules
#pragma once

#include <string>
#include <vector>

#include "model/pipeline.h"
#include "schedule/dag.h"

namespace pinflow::app {

struct DatabricksOptions {
  std::vector<std::string> user_ids;                  // The first is the notebooks' default.
  std::string bucket = "s3://user-{user_id}-bucket";  // "{user_id}" is filled in by the notebook.
  std::string mount = {};                             // "/mnt/pinterest"; "": read directly.
};

struct ExportedFile {
  std::string path;
  std::string text;
};

// A task of the job: that of its notebook, notebooks/<name>.py.
// Errors: kInvalidArgument: a task that is none of gather, clean and query; those of task_order().
Result<std::vector<model::Task>> databricks_tasks(const schedule::Dag& dag,
                                                  const model::Pipeline& pipeline);

// No secret is in any of them. Errors: as databricks_tasks(); kInvalidArgument: no user, SQL that
// is not one statement, a schedule that Quartz cannot say.
Result<std::vector<ExportedFile>> databricks_export(const model::Pipeline& pipeline,
                                                    const DatabricksOptions& options);

// Names of quality checks that the notebooks do not look at: those of whole tables.
std::vector<std::string> checks_left_out(const model::Pipeline& pipeline);

}  // namespace pinflow::app
