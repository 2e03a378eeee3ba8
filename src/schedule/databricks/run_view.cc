#include "schedule/databricks/run_view.h"

#include <algorithm>
#include <cstdlib>

namespace pinflow::schedule::databricks {
namespace {

using runs::Run;
using runs::State;
using runs::TaskRun;

constexpr int64_t kTaskRunsFrom = 1'000'000'000'000;
constexpr int64_t kTasksMax = 1'000;
constexpr int64_t kSubmittedJobsFrom = 1'000'000'000'000;

struct StateNames {
  std::string_view life_cycle;
  std::string_view result;  // "" until it has ended.
  std::string_view status;  // Of 2.2.
};

StateNames names_of(State state) {
  switch (state) {
    case State::kQueued:
      return {"PENDING", "", "PENDING"};
    case State::kRunning:
      return {"RUNNING", "", "RUNNING"};
    case State::kSucceeded:
      return {"TERMINATED", "SUCCESS", "TERMINATED"};
    case State::kFailed:
      return {"TERMINATED", "FAILED", "TERMINATED"};
    case State::kSkipped:
      return {"TERMINATED", "UPSTREAM_FAILED", "TERMINATED"};
    case State::kCancelled:
      return {"TERMINATED", "CANCELED", "TERMINATED"};
  }
  return {"INTERNAL_ERROR", "", "TERMINATED"};
}

void write_state(State state, std::string_view message, json::Writer* writer) {
  StateNames names = names_of(state);
  writer->key("state").begin_object().member("life_cycle_state", names.life_cycle);
  if (!names.result.empty()) writer->member("result_state", names.result);
  writer->member("state_message", message);
  writer->member("user_cancelled_or_timedout", state == State::kCancelled).end_object();
  writer->key("status").begin_object().member("state", names.status);
  if (!names.result.empty()) {
    bool good = state == State::kSucceeded;
    writer->key("termination_details").begin_object();
    writer->member("code", good                         ? "SUCCESS"
                           : state == State::kCancelled ? "USER_CANCELED"
                                                        : "RUN_EXECUTION_ERROR");
    writer->member("type", good ? "SUCCESS" : "CLIENT_ERROR");
    writer->member("message", message).end_object();
  }
  writer->end_object();
}

void write_times(UnixMillis began, std::optional<UnixMillis> ended, json::Writer* writer) {
  int64_t from = to_int64(began), to = ended ? to_int64(*ended) : 0;
  writer->member("start_time", from).member("end_time", to);
  writer->member("setup_duration", 0).member("cleanup_duration", 0);
  writer->member("execution_duration", ended ? to - from : 0);
  writer->member("run_duration", ended ? to - from : 0);
}

// "clean: user ada: …": what the first task that failed said.
std::string message_of(const Run& run) {
  auto failed = std::ranges::find(run.tasks, State::kFailed, &TaskRun::state);
  return failed == run.tasks.end() ? "" : failed->task + ": " + failed->message;
}

void write_page(std::string_view base_url, json::Writer* writer) {
  writer->member("run_page_url", std::string(base_url) + "/v1/runs");
}

void write_task(const Run& run, size_t index, std::string_view base_url, json::Writer* writer) {
  const TaskRun& task = run.tasks[index];
  writer->member("run_id", task_run_id(run.id, index)).member("task_key", task.task);
  writer->member("attempt_number", std::max(0, task.attempt - 1));
  write_state(task.state, task.message, writer);
  write_times(task.started_at.value_or(UnixMillis{}), task.ended_at, writer);
  write_page(base_url, writer);
}

}  // namespace

std::string label(const Run& run, const char* name) {
  auto found = run.parameters.find(name);
  return found == run.parameters.end() ? "" : found->second;
}

int64_t job_id_of(const Run& run) {
  std::string job = label(run, kJobId);
  return job.empty() ? kSubmittedJobsFrom + static_cast<int64_t>(run.id)
                     : std::strtoll(job.c_str(), nullptr, 10);
}

RunPlace place_of(int64_t run_id) {
  if (run_id < kTaskRunsFrom) return {runs::RunId{run_id}};
  int64_t number = run_id - kTaskRunsFrom;
  return {runs::RunId{number / kTasksMax}, static_cast<size_t>(number % kTasksMax)};
}

int64_t task_run_id(runs::RunId run, size_t task) {
  return kTaskRunsFrom + static_cast<int64_t>(run) * kTasksMax + static_cast<int64_t>(task);
}

void write_run(const Run& run, std::string_view base_url, bool with_tasks, json::Writer* writer) {
  int64_t id = static_cast<int64_t>(run.id);
  std::string name = label(run, kRunName);
  writer->begin_object().member("job_id", job_id_of(run)).member("run_id", id);
  writer->member("number_in_job", id).member("original_attempt_run_id", id);
  writer->member("run_name", name.empty() ? run.dag : name).member("creator_user_name", "pinflow");
  write_state(run.state, message_of(run), writer);
  write_times(run.created_at, run.ended_at, writer);
  writer->member("trigger", run.trigger == "schedule" ? "PERIODIC" : "ONE_TIME");
  writer->member("run_type", label(run, kJobId).empty() ? "SUBMIT_RUN" : "JOB_RUN");
  writer->member("format", "MULTI_TASK");
  write_page(base_url, writer);
  if (with_tasks) {
    writer->key("tasks").begin_array();
    for (size_t index = 0; index < run.tasks.size(); ++index) {
      writer->begin_object();
      write_task(run, index, base_url, writer);
      writer->end_object();
    }
    writer->end_array();
  }
  writer->end_object();
}

void write_task_run(const Run& run, size_t task, std::string_view base_url, json::Writer* writer) {
  writer->begin_object().member("job_id", job_id_of(run));
  writer->member("parent_run_id", static_cast<int64_t>(run.id));
  write_task(run, task, base_url, writer);
  writer->end_object();
}

}  // namespace pinflow::schedule::databricks
