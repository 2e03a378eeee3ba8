#include "schedule/databricks/run_routes.h"

#include <algorithm>

#include "schedule/databricks/job_book.h"
#include "schedule/databricks/page.h"
#include "schedule/databricks/run_view.h"
#include "schedule/databricks/work_order.h"

namespace pinflow::schedule::databricks {
namespace {

using http::Response;
using runs::Run;
using runs::RunId;
using runs::State;

// Runs that are looked through: those of an idempotency token, of a job, the active ones.
constexpr size_t kRunsMax = 10'000;
// What Databricks allows of a token.
constexpr size_t kTokenBytesMax = 64;
constexpr int64_t kRunsPerPageMax = 25;

std::string base_url(const http::Request& request) {
  return (request.is_tls ? "https://" : "http://") +
         std::string(request.header("Host").value_or(""));
}

std::string one_number(const char* name, int64_t number) {
  json::Writer writer;
  writer.begin_object().member(name, number).end_object();
  return writer.take();
}

Result<Run> find_run(const JobsCall& call, RunId id, int64_t told) {
  Result<Run> run = call.runs().run(id);
  if (run.ok() || run.status().code() != Code::kNotFound) return run;
  return Status(Code::kNotFound, "Run " + std::to_string(told) + " does not exist.");
}

struct FoundRun {
  Run run;
  std::optional<size_t> task;  // Where a task's number was given.
};

Result<FoundRun> find_run(const JobsCall& call) {
  TRY_ASSIGN(int64_t id, call.arguments.needed_number("run_id"));
  RunPlace place = place_of(id);
  TRY_ASSIGN(Run run, find_run(call, place.run, id));
  if (place.task && *place.task >= run.tasks.size()) {
    return Status(Code::kNotFound, "Run " + std::to_string(id) + " does not exist.");
  }
  return FoundRun{std::move(run), place.task};
}

// The run's number; of a token that a run has already, that run's.
Result<int64_t> make_run(const JobsCall& call, WorkOrder order) {
  TRY_ASSIGN(auto token, call.arguments.text("idempotency_token"));
  if (token && token->size() > kTokenBytesMax) {
    return Status(Code::kInvalidArgument, "idempotency_token: over 64 characters");
  }
  std::lock_guard lock(call.jobs.submitting);
  const DagRunner& runner = call.jobs.runner;
  if (token && !token->empty()) {
    TRY_ASSIGN(std::vector<Run> runs, call.runs().runs(runner.dag.name, kRunsMax));
    auto same =
        std::ranges::find_if(runs, [&](const Run& run) { return label(run, kToken) == *token; });
    if (same != runs.end()) return static_cast<int64_t>(same->id);
    order.parameters[kToken] = *token;
  }
  TRY_ASSIGN(RunId id, runner.create("api", order.parameters, order.tasks));
  return static_cast<int64_t>(id);
}

Result<std::string> submit(const JobsCall& call) {
  TRY_ASSIGN(WorkOrder order, read_work_order(call.arguments.body(), call.jobs.options.notebooks));
  TRY_ASSIGN(auto name, call.arguments.text("run_name"));
  if (name) order.parameters[kRunName] = *name;
  TRY_ASSIGN(int64_t id, make_run(call, std::move(order)));
  return one_number("run_id", id);
}

Result<std::string> start_job(const JobsCall& call) {
  TRY_ASSIGN(int64_t job_id, call.arguments.needed_number("job_id"));
  const DagRunner& runner = call.jobs.runner;
  TRY_ASSIGN(BookedJob job, JobBook(runner.runs, runner.dag.name).find(job_id));
  json::Parser parser;
  TRY_ASSIGN(json::Element settings, parser.parse(job.settings));
  TRY_ASSIGN(WorkOrder order, read_work_order(settings, call.jobs.options.notebooks));
  for (const char* name : {"notebook_params", "job_parameters"}) {
    auto given = call.arguments.member(name);
    if (given) TRY(add_parameters(*given, name, &order.parameters));
  }
  auto name = settings["name"];
  if (name && name->as_string()) order.parameters[kRunName] = *name->as_string();
  order.parameters[kJobId] = std::to_string(job_id);
  TRY_ASSIGN(int64_t id, make_run(call, std::move(order)));
  json::Writer writer;
  writer.begin_object().member("run_id", id).member("number_in_job", id).end_object();
  return writer.take();
}

Result<std::string> show(const JobsCall& call) {
  TRY_ASSIGN(FoundRun found, find_run(call));
  json::Writer writer;
  if (found.task) {
    write_task_run(found.run, *found.task, base_url(call.request), &writer);
  } else {
    write_run(found.run, base_url(call.request), /*with_tasks=*/true, &writer);
  }
  return writer.take();
}

Result<std::string> show_output(const JobsCall& call) {
  TRY_ASSIGN(FoundRun found, find_run(call));
  std::string logs, error;
  for (size_t index = 0; index < found.run.tasks.size(); ++index) {
    if (found.task && *found.task != index) continue;
    const runs::TaskRun& task = found.run.tasks[index];
    TRY_ASSIGN(std::vector<std::string> lines, call.runs().log(found.run.id, task.task));
    for (const std::string& line : lines) logs += line + "\n";
    if (task.state == State::kFailed && error.empty()) error = task.message;
  }
  json::Writer writer;
  writer.begin_object().key("metadata");
  if (found.task) {
    write_task_run(found.run, *found.task, base_url(call.request), &writer);
  } else {
    write_run(found.run, base_url(call.request), /*with_tasks=*/true, &writer);
  }
  writer.key("notebook_output").begin_object().member("result", logs);
  writer.member("truncated", false).end_object();
  writer.member("logs", logs).member("logs_truncated", false);
  if (!error.empty()) writer.member("error", error);
  writer.end_object();
  return writer.take();
}

// Which runs a list is of.
struct Wanted {
  std::optional<int64_t> job{};
  bool active_only = false;
  bool completed_only = false;

  bool takes(const Run& run) const {
    bool is_active = !runs::is_final(run.state);
    if ((active_only && !is_active) || (completed_only && is_active)) return false;
    return !job || job_id_of(run) == *job;
  }
};

Result<std::string> runs_page(const JobsCall& call) {
  const Arguments& arguments = call.arguments;
  Wanted wanted{.active_only = arguments.flag("active_only"),
                .completed_only = arguments.flag("completed_only")};
  TRY_ASSIGN(wanted.job, arguments.number("job_id"));
  TRY_ASSIGN(std::vector<Run> runs, call.runs().runs(call.jobs.runner.dag.name, kRunsMax));
  std::erase_if(runs, [&](const Run& run) { return !wanted.takes(run); });
  TRY_ASSIGN(Page page, read_page(arguments, runs.size(), kRunsPerPageMax));
  json::Writer writer;
  writer.begin_object().key("runs").begin_array();
  for (size_t at = page.begin; at < page.end; ++at) {
    write_run(runs[at], base_url(call.request), arguments.flag("expand_tasks"), &writer);
  }
  writer.end_array();
  write_page_end(page, &writer);
  writer.end_object();
  return writer.take();
}

Result<std::string> cancel(const JobsCall& call) {
  TRY_ASSIGN(FoundRun found, find_run(call));
  TRY(call.jobs.scheduler.cancel(found.run.id));
  return std::string("{}");
}

Result<std::string> cancel_all(const JobsCall& call) {
  Wanted wanted{.active_only = true};
  TRY_ASSIGN(wanted.job, call.arguments.number("job_id"));
  if (!wanted.job && !call.arguments.flag("all_queued_runs")) {
    return Status(Code::kInvalidArgument, "job_id is required, or all_queued_runs");
  }
  TRY_ASSIGN(std::vector<Run> runs, call.runs().runs(call.jobs.runner.dag.name, kRunsMax));
  for (const Run& run : runs) {
    if (wanted.takes(run)) TRY(call.jobs.scheduler.cancel(run.id));
  }
  return std::string("{}");
}

// Which tasks a repair runs again: those that are named, or all that have not succeeded.
Result<std::vector<std::string>> tasks_to_repair(const JobsCall& call, const Run& run) {
  std::vector<std::string> tasks;
  if (auto named = call.arguments.member("rerun_tasks")) {
    named->each_element([&](json::Element task) {
      tasks.emplace_back(task.as_string().value_or(""));
      return true;
    });
  }
  for (const std::string& name : tasks) {
    if (std::ranges::find(run.tasks, name, &runs::TaskRun::task) == run.tasks.end()) {
      return Status(Code::kInvalidArgument, "rerun_tasks: the run has no task '" + name + "'");
    }
  }
  for (const runs::TaskRun& task : run.tasks) {
    if (task.state != State::kSucceeded && std::ranges::count(tasks, task.task) == 0) {
      tasks.push_back(task.task);
    }
  }
  if (tasks.empty()) return Status(Code::kInvalidArgument, "all tasks of the run have succeeded");
  return tasks;
}

Result<std::string> repair(const JobsCall& call) {
  TRY_ASSIGN(FoundRun found, find_run(call));
  std::lock_guard lock(call.jobs.submitting);
  if (!runs::is_final(found.run.state)) {
    return Status(Code::kInvalidArgument, "the run has not ended: cancel it, or wait");
  }
  TRY_ASSIGN(std::vector<std::string> tasks, tasks_to_repair(call, found.run));
  for (const runs::TaskRun& task : found.run.tasks) {
    if (std::ranges::count(tasks, task.task) == 0) continue;
    TRY(call.runs().set_task(found.run.id, {.task = task.task}));
  }
  TRY(call.runs().set_run_state(found.run.id, State::kQueued));
  return one_number("repair_id", static_cast<int64_t>(found.run.id));
}

}  // namespace

Response submit_run(const JobsCall& call) { return jobs_answer(submit(call)); }
Response run_now(const JobsCall& call) { return jobs_answer(start_job(call)); }
Response get_run(const JobsCall& call) { return jobs_answer(show(call)); }
Response get_run_output(const JobsCall& call) { return jobs_answer(show_output(call)); }
Response list_runs(const JobsCall& call) { return jobs_answer(runs_page(call)); }
Response cancel_run(const JobsCall& call) { return jobs_answer(cancel(call)); }
Response cancel_all_runs(const JobsCall& call) { return jobs_answer(cancel_all(call)); }
Response repair_run(const JobsCall& call) { return jobs_answer(repair(call)); }

}  // namespace pinflow::schedule::databricks
