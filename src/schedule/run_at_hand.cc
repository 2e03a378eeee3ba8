#include "schedule/run_at_hand.h"

#include <algorithm>
#include <exception>
#include <thread>

#include "base/killpoint.h"

namespace pinflow::schedule {
namespace {

using runs::State;
using runs::TaskRun;

const TaskRun* record_of(const runs::Run& run, const std::string& task) {
  auto found = std::ranges::find(run.tasks, task, &TaskRun::task);
  return found == run.tasks.end() ? nullptr : &*found;
}

}  // namespace

RunAtHand::RunAtHand(const DagRunner& runner, const runs::Run& run,
                     const std::vector<std::string>& order, std::stop_token shutdown,
                     std::stop_token cancel)
    : runner_(runner),
      run_(run),
      order_(order),
      cancel_(std::move(cancel)),
      on_shutdown_(std::move(shutdown), [this] { leave_.request_stop(); }),
      on_cancel_(cancel_, [this] { stop_.request_stop(); }) {}

Result<State> RunAtHand::execute() {
  std::jthread timer;
  if (runner_.timeout.count() > 0) {
    deadline_ = runner_.clock.now() + runner_.timeout;
    timer = std::jthread([this](const std::stop_token& ended) {
      if (wait_or_stop(runner_.timeout, ended)) stop_.request_stop();
    });
  }
  for (const TaskRun& task : run_.tasks) {
    if (task.state == State::kSucceeded) states_[task.task] = task.state;
  }
  {
    std::vector<std::jthread> others;
    const size_t count = std::min(runner_.tasks_at_once, run_.tasks.size());
    for (size_t i = 1; i < count; ++i) others.emplace_back([this] { work(); });
    work();
  }
  TRY(failure_);
  return is_left_ ? State::kRunning : outcome();
}

// What each thread does, until there is nothing that it could begin.
void RunAtHand::work() {
  std::unique_lock lock(mutex_);
  while (const TaskRun* before = wait_for_task(lock)) {
    TaskRun task{.task = before->task, .attempt = before->attempt};
    bool may_run = may_begin(task.task);
    if (!may_run) task.state = State::kSkipped;
    begun_.insert(task.task);
    lock.unlock();
    Status status = settle(&task);
    lock.lock();
    states_[task.task] = task.state;
    if (task.state == State::kFailed && leave_.stop_requested()) is_left_ = true;
    if (!status.ok() && failure_.ok()) failure_ = status;
    if (!failure_.ok()) leave_.request_stop();  // Nobody can tell how the others go on.
    ended_.notify_all();
  }
}

// The first in order that nobody has begun and that waits for nothing; null where none will come.
const TaskRun* RunAtHand::wait_for_task(std::unique_lock<std::mutex>& lock) {
  while (true) {
    bool is_one_to_come = false;
    for (const std::string& name : order_) {
      const TaskRun* before = record_of(run_, name);
      if (before == nullptr || begun_.contains(name) || states_.contains(name)) continue;
      if (leave_.stop_requested()) {
        is_left_ = true;
        return nullptr;
      }
      is_one_to_come = true;
      const std::vector<std::string>& after =
          std::ranges::find(runner_.dag.tasks, name, &model::Task::name)->after;
      bool is_ready = std::ranges::all_of(after, [&](const std::string& at) {
        return states_.contains(at) || record_of(run_, at) == nullptr;
      });
      if (is_ready) return before;
    }
    if (!is_one_to_come) return nullptr;
    ended_.wait(lock);
  }
}

bool RunAtHand::may_begin(const std::string& task) const {
  const std::vector<std::string>& after =
      std::ranges::find(runner_.dag.tasks, task, &model::Task::name)->after;
  return std::ranges::all_of(after, [&](const std::string& at) {
    auto ended = states_.find(at);
    return ended == states_.end() || ended->second == State::kSucceeded;
  });
}

// Runs it where it is to run, and records how it ended.
Status RunAtHand::settle(TaskRun* task) {
  auto job = std::ranges::find(runner_.jobs, task->task, &Job::name);
  if (cancel_.stop_requested()) {
    task->state = State::kCancelled;
  } else if (task->state == State::kSkipped || job == runner_.jobs.end()) {
    task->state = State::kSkipped;
    task->message = job == runner_.jobs.end() ? "no job of this name" : "";
  } else if (is_late()) {
    task->state = State::kFailed;
    task->message = "timeout: the run's time was over before it began";
  } else {
    return attempt(*job, task);
  }
  return runner_.runs.set_task(run_.id, *task);
}

// One attempt after the other, until one ends well or no further one may help.
Status RunAtHand::attempt(const Job& job, TaskRun* task) {
  auto delay = runner_.retries.delay;
  std::string warnings;
  task->started_at = runner_.clock.now();
  for (int tried = 1;; ++tried) {
    task->state = State::kRunning;
    ++task->attempt;
    TRY(runner_.runs.set_task(run_.id, *task));
    killpoint("schedule_after_task_begun");
    warnings.clear();
    Status status = attempt_once(job, &warnings);
    task->message = status.ok() ? warnings : status.message();
    task->state = status.ok() ? State::kSucceeded : State::kFailed;
    bool may_retry = !status.ok() && status.code() != Code::kInvalidArgument &&
                     tried <= runner_.retries.count && !cancel_.stop_requested() &&
                     !leave_.stop_requested() && !is_late();
    if (!status.ok()) {
      (void)runner_.runs.append_log(
          run_.id, job.name, "attempt " + std::to_string(task->attempt) + ": " + status.message());
    }
    if (!status.ok() && cancel_.stop_requested()) {
      task->state = State::kCancelled;
    } else if (!status.ok() && stop_.stop_requested()) {
      task->message = "timeout: the run's time was over: " + status.message();
    }
    if (!may_retry || !wait_unless_stopped(delay) || is_late()) break;
    delay = std::min(delay * 2, runner_.retries.delay_max);
  }
  task->ended_at = runner_.clock.now();
  killpoint("schedule_before_task_ended");
  TRY(runner_.runs.set_task(run_.id, *task));
  killpoint("schedule_after_task_ended");
  return Status();
}

// Whatever a job does, the run goes on to its end.
Status RunAtHand::attempt_once(const Job& job, std::string* warnings) {
  auto log = [&](std::string_view line) {
    if (line.starts_with(kWarning)) {
      warnings->append(warnings->empty() ? "" : "; ").append(line.substr(kWarning.size()));
    }
    (void)runner_.runs.append_log(run_.id, job.name, line);  // A lost line fails no task.
  };
  try {
    return job.run(run_.parameters, log, stop_.get_token());
  } catch (const std::exception& error) {
    return Status(Code::kUnavailable, error.what());
  }
}

bool RunAtHand::is_late() const {
  bool is_stopped = stop_.stop_requested() && !cancel_.stop_requested();
  return is_stopped || (deadline_ && runner_.clock.now() >= *deadline_);
}

// Waits; false when the run was cancelled or is to be left.
bool RunAtHand::wait_unless_stopped(std::chrono::milliseconds time) const {
  std::stop_source either;
  std::stop_callback on_leave(leave_.get_token(), [&] { either.request_stop(); });
  std::stop_callback on_cancel(cancel_, [&] { either.request_stop(); });
  return runner_.wait(time, either.get_token());
}

State RunAtHand::outcome() const {
  State ended = State::kSucceeded;
  for (const auto& [task, state] : states_) {
    if (state == State::kSucceeded || ended == State::kFailed) continue;
    ended = state == State::kCancelled ? state : State::kFailed;
  }
  return ended;
}

}  // namespace pinflow::schedule
