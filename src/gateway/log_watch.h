// LogWatch: lets many requests wait for the event log to change, on one thread for all of them.
//
//   Threads:   wait() from any; `done` is called on the watch's own thread and must not block.
//              The destructor forgets those who wait.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "eventlog/event_log.h"

namespace pinflow::gateway {

using SteadyTime = std::chrono::steady_clock::time_point;

class LogWatch {
 public:
  explicit LogWatch(const eventlog::EventLog& log);
  ~LogWatch();

  // Calls `done` once the log's change_count() is another than `seen`, or at `deadline` (or up
  // to kTick later).
  void wait(uint64_t seen, SteadyTime deadline, std::function<void()> done);

 private:
  // How long the thread waits for the log at most before it looks for new deadlines.
  static constexpr std::chrono::milliseconds kTick{20};

  struct Waiting {
    uint64_t seen;
    SteadyTime deadline;
    std::function<void()> done;
  };

  void run();

  const eventlog::EventLog& log_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Waiting> waiting_;  // Guarded by mutex_, as is stopping_.
  bool stopping_ = false;
  std::thread thread_;  // Last: it uses all of the above.
};

}  // namespace pinflow::gateway
