// RunAtHand: the tasks of one run, each begun once those that it waits for have ended.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "schedule/dag.h"

namespace pinflow::schedule {

class RunAtHand {
 public:
  // `order`: task_order() of the runner's DAG. Once `cancel` is asked for, or the run's time is
  // over, its tasks are stopped; once `shutdown` is, none begins.
  RunAtHand(const DagRunner& runner, const runs::Run& run, const std::vector<std::string>& order,
            std::stop_token shutdown, std::stop_token cancel);

  // Runs what has not succeeded, as many tasks at once as the runner says, on threads of its own
  // but the first. Returns when all of them have ended: how the run has, or kRunning where
  // something is left. Errors: kUnavailable (of the RunStore), which begins no further task.
  Result<runs::State> execute();

 private:
  void work();
  const runs::TaskRun* wait_for_task(std::unique_lock<std::mutex>& lock);
  bool may_begin(const std::string& task) const;
  Status settle(runs::TaskRun* task);
  Status attempt(const Job& job, runs::TaskRun* task);
  Status attempt_once(const Job& job, std::string* warnings);
  bool is_late() const;
  bool wait_unless_stopped(std::chrono::milliseconds time) const;
  runs::State outcome() const;

  const DagRunner& runner_;
  const runs::Run& run_;
  const std::vector<std::string>& order_;
  const std::stop_token cancel_;
  std::stop_source leave_;  // No further attempt begins.
  std::stop_source stop_;   // What the tasks at hand are told.
  const std::stop_callback<std::function<void()>> on_shutdown_;
  const std::stop_callback<std::function<void()>> on_cancel_;
  std::optional<UnixMillis> deadline_;

  std::mutex mutex_;  // Guards what follows.
  std::condition_variable ended_;
  std::set<std::string> begun_;
  std::map<std::string, runs::State> states_;  // Of those that have ended.
  bool is_left_ = false;
  Status failure_;
};

}  // namespace pinflow::schedule
