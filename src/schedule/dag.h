// Dag: which jobs run, and which must have ended well before. It knows jobs by name only.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/pipeline.h"
#include "runs/run_store.h"
#include "schedule/run_locks.h"

namespace pinflow::schedule {

using Parameters = std::map<std::string, std::string>;
using LogLine = std::function<void(std::string_view line)>;
// Lines that begin so are the message of the task, where it succeeds: people are told.
inline constexpr std::string_view kWarning = "warning: ";

struct Job {
  std::string name;
  // Ends soon, with an error, once `stop` is asked for.
  std::function<Status(const Parameters& parameters, const LogLine& log,
                       const std::stop_token& stop)>
      run;
};

struct Dag {
  std::string name;
  std::vector<model::Task> tasks;  // Each runs the job of its name.
};

// The tasks' names so that each comes behind those it waits for, else as they stand.
// Errors: kInvalidArgument: a task twice, an unknown one (with the nearest), a cycle (named).
Result<std::vector<std::string>> task_order(const Dag& dag);

struct Retries {
  int count = 1;  // After the first attempt.
  std::chrono::milliseconds delay = std::chrono::minutes(1);
  std::chrono::milliseconds delay_max = std::chrono::minutes(30);  // It doubles up to this.
};

inline constexpr const char* kScheduledFor = "scheduled_for";
std::string time_text(UnixMillis time);  // "2026-01-31T00:00:00Z"; milliseconds are left out.

// Waits, and answers false when it was stopped. Tests pass one that moves their clock.
using Wait = std::function<bool(std::chrono::milliseconds time, const std::stop_token& stop)>;
bool wait_or_stop(std::chrono::milliseconds time, const std::stop_token& stop);

struct DagRunner {
  const Dag& dag;
  const std::vector<Job>& jobs;
  runs::RunStore& runs;
  Retries retries = {};
  const Clock& clock = system_clock();
  Wait wait = wait_or_stop;
  std::chrono::milliseconds timeout{0};  // Of a run, whose task is then stopped. 0: none.
  Parameters defaults = {};              // Of runs that do not say otherwise.
  const RunLocks* locks = nullptr;       // Without, nobody else is at any run.
  size_t tasks_at_once = 1;              // Of a run: such as do not wait for each other.
  size_t runs_at_once = 1;               // Of a Scheduler. Further ones wait, queued.

  // A run that is queued, of `tasks` only where some are named. Errors: as task_order();
  // kInvalidArgument: a task without a job, or none of the DAG's; kUnavailable.
  Result<runs::RunId> create(std::string_view trigger, const Parameters& parameters,
                             const std::vector<std::string>& tasks = {}) const;
  // The one run for the time `due`, which its parameter kScheduledFor tells.
  // Errors: also kAlreadyExists.
  Result<runs::RunId> create_for(UnixMillis due, std::string_view trigger,
                                 const Parameters& parameters) const;
  // Has tasks of a run that has ended run again, and those behind them; all where none is named.
  // Errors: kNotFound (no such run); kInvalidArgument: no such task, or the run of a command;
  // kAlreadyExists: it is under way; kUnavailable.
  Status clear(runs::RunId id, const std::vector<std::string>& tasks = {}) const;
  // Keeps others from the run as long as it lives. Errors: those of RunLocks::take().
  Result<std::optional<File>> hold(runs::RunId id) const;
  // Runs its tasks and records states and logs; those that have succeeded before are not run
  // again. A task waits for those of the same run only; behind a failed one it is skipped, others
  // go on. kInvalidArgument is not tried again. Once `cancel` is asked for, the tasks at hand are
  // stopped and what is left is cancelled; once `shutdown` is, no further attempt starts and what
  // is left is for whoever takes the run over. Answers when nothing of it is under way any more:
  // how the run ended, or kRunning. Errors: kNotFound
  // (no such run); kUnavailable (of the RunStore); those of hold().
  Result<runs::State> run(runs::RunId id, const std::stop_token& shutdown = {},
                          const std::stop_token& cancel = {}) const;
};

}  // namespace pinflow::schedule
