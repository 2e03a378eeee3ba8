// Scheduler: runs one DAG when it is due and when somebody asks for it.
//
//   Commands:  "trigger" (its argument: the run's parameters as a JSON object of strings, or
//              ""), "pause", "resume" to the part "dag/<name>" of the RunStore, which also holds
//              its state: "idle", "running", "paused". Runs that others queued are run too; one
//              that was under way when the process ended has failed.
//   Threads:   every function may be called from any thread; runs happen one after the other on
//              one thread of its own, between start() and stop().
#pragma once

#include <optional>
#include <string>
#include <thread>

#include "schedule/cron.h"
#include "schedule/dag.h"

namespace pinflow::schedule {

class Scheduler {
 public:
  // Without `cron` it runs on request only. A time that passed while nothing ran is not made up.
  Scheduler(const DagRunner& runner, std::optional<Cron> cron);
  ~Scheduler();  // Stops.

  void start();
  // Asks the run at hand to stop, and waits for it.
  void stop();

  // What the thread does again and again: takes commands, and runs what is due.
  void look(const std::stop_token& stop = {});

 private:
  void take_commands();
  void run_queued(const std::stop_token& stop);
  void report_not_created(const Status& status) const;
  void fail_interrupted();
  void publish(std::string_view state, std::string_view message);

  const DagRunner& runner_;
  const std::string part_;
  const std::optional<Cron> cron_;
  std::optional<UnixMillis> next_;
  bool paused_ = false;
  std::string published_;
  std::jthread thread_;
};

}  // namespace pinflow::schedule
