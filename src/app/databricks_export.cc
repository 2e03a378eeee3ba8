#include "app/databricks_export.h"

#include <map>

#include "app/batch.h"
#include "app/databricks_bundle.h"
#include "app/databricks_notebooks.h"
#include "app/embedded.h"

namespace pinflow::app {
namespace {

// What the notebooks import, of Spark's workers' own programs.
constexpr const char* kModules[] = {"pinflow_columns.py", "pinflow_decode.py", "pinflow_lines.py",
                                    "pinflow_notebook.py"};

// What a task of the pipeline's is in the job: cleaning is a task for each dataset.
Result<std::vector<std::string>> job_tasks_of(const std::string& task,
                                              const model::Pipeline& pipeline) {
  if (task == "gather" || task == "query") return std::vector{task};
  std::vector<std::string> names;
  for (const model::Dataset& dataset : pipeline.datasets) {
    names.push_back(clean_notebook_name(dataset));
    if (task == names.back()) return std::vector{task};
  }
  if (task == "clean") return names;
  std::string known = "gather, clean, query";
  for (const std::string& name : names) known += ", " + name;
  return Status(Code::kInvalidArgument,
                "task '" + task + "': there is no notebook for it, but for " + known);
}

}  // namespace

Result<std::vector<model::Task>> databricks_tasks(const schedule::Dag& dag,
                                                  const model::Pipeline& pipeline) {
  TRY_ASSIGN(std::vector<std::string> order, schedule::task_order(dag));
  std::map<std::string, std::vector<std::string>> parts;
  for (const std::string& task : order) {
    TRY_ASSIGN(parts[task], job_tasks_of(task, pipeline));
  }
  std::vector<model::Task> tasks;
  for (const std::string& name : order) {
    std::vector<std::string> after;
    for (const model::Task& task : dag.tasks) {
      if (task.name != name) continue;
      for (const std::string& before : task.after) {
        after.insert(after.end(), parts[before].begin(), parts[before].end());
      }
    }
    for (const std::string& part : parts[name]) tasks.push_back({part, after});
  }
  return tasks;
}

Result<std::vector<ExportedFile>> databricks_export(const model::Pipeline& pipeline,
                                                    const DatabricksOptions& options) {
  if (options.user_ids.empty()) {
    return Status(Code::kInvalidArgument, "no user: say whose objects, as --user-id demo");
  }
  TRY_ASSIGN(std::vector<model::Task> tasks, databricks_tasks(batch_dag(pipeline), pipeline));
  std::vector<ExportedFile> files = {{"databricks.yml", databricks_bundle(pipeline, options)}};
  for (const std::string& user_id : options.user_ids) {
    TRY_ASSIGN(std::string job, databricks_job(pipeline, tasks, user_id));
    files.push_back({"resources/" + pipeline.name + "_" + user_id + ".yml", std::move(job)});
  }
  files.push_back({"notebooks/gather.py", gather_notebook(pipeline, options)});
  for (const model::Dataset& dataset : pipeline.datasets) {
    TRY_ASSIGN(std::string notebook, clean_notebook(pipeline, dataset, options));
    files.push_back({"notebooks/" + clean_notebook_name(dataset) + ".py", std::move(notebook)});
  }
  TRY_ASSIGN(std::string query, query_notebook(pipeline, options));
  files.push_back({"notebooks/query.py", std::move(query)});
  for (const char* module : kModules) {
    auto text = embedded_file(std::string("src/query/spark/job/") + module);
    files.push_back({std::string("notebooks/") + module, std::string(text.value())});
  }
  return files;
}

std::vector<std::string> checks_left_out(const model::Pipeline& pipeline) {
  std::vector<std::string> names;
  for (const model::Dataset& dataset : pipeline.datasets) {
    for (const model::QualityCheck& check : dataset.checks) {
      if (!check.is_of_rows()) names.push_back(check.name);
    }
  }
  return names;
}

}  // namespace pinflow::app
