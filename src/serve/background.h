// Background: one thread for answers that take longer than a connection's thread may be held.
//
//   Threads:   run() from any. The destructor ends the job that runs and drops those that wait.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace pinflow::serve {

inline constexpr size_t kWaitingJobsMax = 64;

class Background {
 public:
  Background();
  ~Background();

  // False when too many wait already; `job` is then not run.
  bool run(std::function<void()> job);

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;  // Guarded by mutex_, as is stopping_.
  bool stopping_ = false;
  std::thread thread_;  // Last: it uses all of the above.
};

}  // namespace pinflow::serve
