// run_view: a run as the Jobs API shows it, and what it keeps of a run beside our own record.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "json/writer.h"
#include "runs/run_store.h"

namespace pinflow::schedule::databricks {

// Kept among the run's parameters, which jobs pass over.
inline constexpr const char* kRunName = "databricks.run_name";
inline constexpr const char* kJobId = "databricks.job_id";
inline constexpr const char* kToken = "databricks.idempotency_token";

// A parameter's value, or "".
std::string label(const runs::Run& run, const char* name);

// The job that a run is of; of one that was submitted, a number that no other job has.
int64_t job_id_of(const runs::Run& run);

// A task of a run has a number of its own among the runs.
struct RunPlace {
  runs::RunId run{};
  std::optional<size_t> task{};  // Its place among the run's tasks.
};
RunPlace place_of(int64_t run_id);
int64_t task_run_id(runs::RunId run, size_t task);

// One object: ids, names, state (and status, as 2.2 has it), times in milliseconds, page; and its
// tasks, if wanted. `base_url` is that of the request.
void write_run(const runs::Run& run, std::string_view base_url, bool with_tasks,
               json::Writer* writer);
// The same of one task, as a run of its own.
void write_task_run(const runs::Run& run, size_t task, std::string_view base_url,
                    json::Writer* writer);

}  // namespace pinflow::schedule::databricks
