// AlertWatch: tells one way of each run that fails, warns or is late, whoever ran it.
//
//   Durability:  each is told at least once, also across a crash: how far it came is in the
//                RunStore. A way that is new hears of what comes, not of the past.
//   Threads:     as Scheduler.
#pragma once

#include <string>
#include <thread>

#include "schedule/alert.h"
#include "schedule/dag.h"

namespace pinflow::schedule {

class AlertWatch {
 public:
  // A run is late that has not ended so long after it was made, 0: never; those of backfills are
  // not. `way` names the way among those of the DAG.
  AlertWatch(const DagRunner& runner, std::string_view way, Tell tell,
             std::chrono::milliseconds late_after);
  ~AlertWatch();  // Stops.

  void start();
  void stop();
  // What the thread does every few seconds. What cannot be told is tried again the next time.
  void look();

 private:
  // Of all that is before, it was told.
  struct Mark {
    int64_t ended_at_ms = 0;
    int64_t late_run = 0;
  };
  Status load();
  Status tell_of(const Alert& alert, const Mark& after);
  Status tell_of_ended(const std::vector<runs::Run>& runs);
  Status tell_of_late();

  const DagRunner& runner_;
  const std::string part_;
  const Tell tell_;
  const std::chrono::milliseconds late_after_;
  bool is_loaded_ = false;
  Mark mark_;
  std::string reported_;
  std::jthread thread_;
};

}  // namespace pinflow::schedule
