#include "app/jobs_options.h"

#include <algorithm>

#include "app/admin_guard.h"
#include "base/nearest_name.h"
#include "schedule/airflow_export.h"

namespace pinflow::app {
namespace {

constexpr size_t kSha256Digits = 64;

bool is_sha256(const std::string& text) {
  return text.size() == kSha256Digits &&
         text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

Result<schedule::databricks::JobsOptions> jobs_options(const Config& config,
                                                       const schedule::Dag& dag) {
  schedule::databricks::JobsOptions options;
  std::vector<std::string> tasks;
  for (const model::Task& task : dag.tasks) {
    tasks.push_back(task.name);
    options.notebooks[schedule::notebook_of(task.name)] = task.name;
  }
  for (const auto& [path, task] : config.texts("schedule.notebooks")) {
    if (task == dag.name) {
      options.notebooks.erase(path);
      continue;
    }
    if (std::ranges::count(tasks, task) == 0) {
      return Status(Code::kInvalidArgument, "schedule.notebooks: " + path + ": there is no task '" +
                                                task + "'" + did_you_mean(task, tasks));
    }
    options.notebooks[path] = task;
  }
  for (const std::string& name : config.names("schedule.token")) {
    const std::string& hash = config.text("schedule.token." + name + ".sha256");
    if (!is_sha256(hash)) {
      return Status(Code::kInvalidArgument,
                    "schedule.token." + name + ".sha256: 64 hexadecimal digits are wanted");
    }
    options.token_sha256.push_back(hash);
  }
  TRY_ASSIGN(options.guard, admin_guard(config));
  return options;
}

}  // namespace pinflow::app
