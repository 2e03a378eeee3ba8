#include "schedule/dag.h"

#include <algorithm>
#include <condition_variable>
#include <ctime>
#include <mutex>
#include <set>

#include "base/killpoint.h"
#include "base/nearest_name.h"
#include "schedule/run_at_hand.h"
#include "telemetry/span.h"

namespace pinflow::schedule {
namespace {

using runs::RunId;
using runs::State;
using runs::TaskRun;

const model::Task* find_task(const Dag& dag, const std::string& name) {
  auto found = std::ranges::find(dag.tasks, name, &model::Task::name);
  return found == dag.tasks.end() ? nullptr : &*found;
}

const Job* find_job(const std::vector<Job>& jobs, const std::string& name) {
  auto found = std::ranges::find(jobs, name, &Job::name);
  return found == jobs.end() ? nullptr : &*found;
}

Status unknown(const char* what, const std::string& name, const std::vector<std::string>& known) {
  return Status(Code::kInvalidArgument,
                std::string(what) + " '" + name + "' is unknown" + did_you_mean(name, known));
}

// Depth first, so that a cycle is the path that leads back to itself.
class Ordering {
 public:
  explicit Ordering(const Dag& dag) : dag_(dag) {
    for (const model::Task& task : dag.tasks) names_.push_back(task.name);
  }

  Result<std::vector<std::string>> run() {
    for (const model::Task& task : dag_.tasks) TRY(visit(task));
    return std::move(order_);
  }

 private:
  Status visit(const model::Task& task) {
    if (std::ranges::count(names_, task.name) > 1) {
      return Status(Code::kInvalidArgument, "task '" + task.name + "' is there twice");
    }
    auto again = std::ranges::find(path_, task.name);
    if (again != path_.end()) {
      std::string cycle;
      for (; again != path_.end(); ++again) cycle += *again + " > ";
      return Status(Code::kInvalidArgument, "tasks wait for each other: " + cycle + task.name);
    }
    if (std::ranges::find(order_, task.name) != order_.end()) return Status();
    path_.push_back(task.name);
    for (const std::string& name : task.after) {
      const model::Task* before = find_task(dag_, name);
      if (before == nullptr) return unknown("task", name, names_);
      TRY(visit(*before));
    }
    path_.pop_back();
    order_.push_back(task.name);
    return Status();
  }

  const Dag& dag_;
  std::vector<std::string> names_;
  std::vector<std::string> path_;
  std::vector<std::string> order_;
};

// The run's own record of a task; null where it is none of this run's.
const TaskRun* recorded(const runs::Run& run, std::string_view name) {
  auto found = std::ranges::find(run.tasks, name, &TaskRun::task);
  return found == run.tasks.end() ? nullptr : &*found;
}

// task_order(), where each task has a job.
Result<std::vector<std::string>> runnable_order(const DagRunner& runner) {
  TRY_ASSIGN(std::vector<std::string> order, task_order(runner.dag));
  std::vector<std::string> known;
  for (const Job& job : runner.jobs) known.push_back(job.name);
  for (const std::string& name : order) {
    if (find_job(runner.jobs, name) == nullptr) return unknown("job", name, known);
  }
  return order;
}

Parameters with_defaults(Parameters given, const Parameters& defaults) {
  given.insert(defaults.begin(), defaults.end());
  return given;
}

}  // namespace

Result<std::vector<std::string>> task_order(const Dag& dag) { return Ordering(dag).run(); }

std::string time_text(UnixMillis time) {
  std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  std::tm parts = {};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

bool wait_or_stop(std::chrono::milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

Result<RunId> DagRunner::create(std::string_view trigger, const Parameters& parameters,
                                const std::vector<std::string>& tasks) const {
  TRY_ASSIGN(std::vector<std::string> order, runnable_order(*this));
  for (const std::string& name : tasks) {
    if (find_task(dag, name) == nullptr) return unknown("task", name, order);
  }
  if (!tasks.empty()) {
    std::erase_if(order, [&](const auto& name) { return !std::ranges::count(tasks, name); });
  }
  return runs.create_run(dag.name, trigger, with_defaults(parameters, defaults), order);
}

Result<RunId> DagRunner::create_for(UnixMillis due, std::string_view trigger,
                                    const Parameters& parameters) const {
  TRY_ASSIGN(std::vector<std::string> order, runnable_order(*this));
  Parameters all = with_defaults(parameters, defaults);
  const std::string name = time_text(due);
  all[kScheduledFor] = name;
  return runs.create_run_once(dag.name, name, trigger, all, order);
}

Status DagRunner::clear(RunId id, const std::vector<std::string>& tasks) const {
  TRY_ASSIGN(runs::Run run, runs.run(id));
  if (!runs::is_final(run.state)) {
    return Status(Code::kAlreadyExists, "the run is under way: wait for its end");
  }
  if (run.trigger == runs::kTriggerCommand || run.dag != dag.name) {
    return Status(Code::kInvalidArgument,
                  "the run is none of this DAG's own: " + run.dag + ", made by " + run.trigger);
  }
  std::vector<std::string> known;
  for (const TaskRun& task : run.tasks) known.push_back(task.task);
  for (const std::string& name : tasks) {
    if (recorded(run, name) == nullptr) return unknown("task", name, known);
  }
  TRY_ASSIGN(std::vector<std::string> order, task_order(dag));
  std::set<std::string> again(tasks.begin(), tasks.end());
  for (const std::string& name : order) {
    const std::vector<std::string>& after = find_task(dag, name)->after;
    bool is_behind =
        std::ranges::any_of(after, [&](const std::string& at) { return again.contains(at); });
    if (is_behind || tasks.empty()) again.insert(name);
    if (again.contains(name) && recorded(run, name)) TRY(runs.set_task(id, {.task = name}));
  }
  return runs.set_run_state(id, State::kQueued);
}

Result<std::optional<File>> DagRunner::hold(RunId id) const {
  if (locks == nullptr) return std::optional<File>();
  TRY_ASSIGN(File held, locks->take(id));
  return std::optional(std::move(held));
}

Result<State> DagRunner::run(RunId id, const std::stop_token& shutdown,
                             const std::stop_token& cancel) const {
  TRY_ASSIGN(std::vector<std::string> order, task_order(dag));
  TRY_ASSIGN(std::optional<File> held, hold(id));
  TRY_ASSIGN(runs::Run run, runs.run(id));
  if (runs::is_final(run.state)) return run.state;
  killpoint("schedule_before_run_begun");
  TRY(runs.set_run_state(id, State::kRunning));
  killpoint("schedule_after_run_begun");
  telemetry::Span span("dag run", {{"dag", dag.name}, {"run", static_cast<int64_t>(id)}});
  TRY_ASSIGN(State ended, RunAtHand(*this, run, order, shutdown, cancel).execute());
  if (ended == State::kRunning) return ended;
  killpoint("schedule_before_run_ended");
  TRY(runs.set_run_state(id, ended));
  killpoint("schedule_after_run_ended");
  if (ended != State::kSucceeded)
    span.settle(Status(Code::kUnavailable, std::string(runs::state_name(ended))));
  return ended;
}

}  // namespace pinflow::schedule
