// Scheduler: runs one DAG when it is due and when somebody asks for it.
//
//   Commands:  "trigger" (its argument: the run's parameters as a JSON object of strings, or
//              ""), "pause", "resume" to the part "dag/<name>" of the RunStore, which also holds
//              its state: "idle", "running", "paused". Runs that others queued are run too,
//              but those of trigger "command", which whoever made them runs. One whose process
//              ended under way goes on with the tasks that had not succeeded, unless a task has
//              ended the process kTakenOverMax times; a command's has failed.
//              Backfills' runs let all others go first.
//   Threads:   every function may be called from any thread; runs happen on as many threads of
//              its own as the runner has runs at once, between start() and stop().
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "schedule/cron.h"
#include "schedule/dag.h"
#include "schedule/ownership.h"

namespace pinflow::schedule {

class Scheduler {
 public:
  // A task that was at hand so often when its process ended is held to be the cause.
  static constexpr int kTakenOverMax = 3;

  // Without `cron` it runs on request only. A time that passed while nothing ran is not made up,
  // unless it lies behind `catch_up_from`; of several that passed during a run, the last counts.
  // No time has two runs, whatever the clock does. Does nothing while `ownership` is another's.
  explicit Scheduler(const DagRunner& runner, std::optional<Cron> cron,
                     std::optional<UnixMillis> catch_up_from = {}, Ownership* ownership = nullptr);
  ~Scheduler();  // Stops.

  void start();
  // Waits for the tasks at hand; their runs go on after the next start.
  void stop();

  // Of a run that has not begun, or its tasks at hand and those that have not. One that has ended
  // stays as it is.
  // Errors: kNotFound; kUnavailable (of the RunStore).
  Status cancel(runs::RunId id);

  // What each thread does again and again: takes commands, and runs what is due.
  void look(const std::stop_token& stop = {});

 private:
  bool is_owner();
  void take_commands();
  void create_due();
  std::optional<runs::RunId> next_run(const std::stop_token& stop);
  bool run_one(runs::RunId id, const std::stop_token& stop);
  void report_not_created(const Status& status);
  void take_over_interrupted(size_t count_max);
  void take_over(const runs::Run& run);
  void publish();
  void publish(std::string_view state, std::string_view message);

  const DagRunner& runner_;
  const std::string part_;
  const std::optional<Cron> cron_;
  const bool catches_up_;
  std::mutex mutex_;  // Guards what follows, and that a run begins or is cancelled, not both.
  std::optional<UnixMillis> next_;
  UnixMillis looked_at_;
  std::string reported_;
  Ownership* const ownership_;
  bool is_owner_ = false;
  bool paused_ = false;
  std::map<runs::RunId, std::stop_source> at_hand_;  // What cancels each.
  std::string published_;
  std::vector<std::jthread> threads_;
};

}  // namespace pinflow::schedule
