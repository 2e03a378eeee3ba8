// ChangeWatch: lets many requests wait for something to change, on one thread for all of them.
//
//   Threads:   wait() from any; `done` is called on the watch's own thread and must not block.
//              The destructor forgets those who wait.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace pinflow::http {

using SteadyTime = std::chrono::steady_clock::time_point;

// What changes: a number that grows, and waiting on a thread until it has grown past `seen`.
struct Changes {
  std::function<uint64_t()> count;
  std::function<void(uint64_t seen, std::chrono::milliseconds timeout)> wait;
};

class ChangeWatch {
 public:
  explicit ChangeWatch(Changes changes);
  ~ChangeWatch();

  // Calls `done` once the count is another than `seen`, or at `deadline` (or up
  // to kTick later).
  void wait(uint64_t seen, SteadyTime deadline, std::function<void()> done);
  // The same for one whom not every change concerns: `is_due` is asked after each, on the watch's
  // own thread, so that the others need not wake to find out. It must be quick, and own what it
  // looks at.
  void wait(uint64_t seen, SteadyTime deadline, std::function<bool()> is_due,
            std::function<void()> done);

 private:
  // How long the thread waits for a change at most before it looks for new deadlines.
  static constexpr std::chrono::milliseconds kTick{20};

  struct Waiting {
    uint64_t seen;
    SteadyTime deadline;
    std::function<bool()> is_due;
    std::function<void()> done;
  };

  void run();
  static bool is_over(Waiting* one, uint64_t count, SteadyTime now);

  const Changes changes_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Waiting> arriving_;  // Guarded by mutex_, as is stopping_.
  bool stopping_ = false;
  std::thread thread_;  // Last: it uses all of the above.
};

}  // namespace pinflow::http
