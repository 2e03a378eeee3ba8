// Background: threads for work that takes longer than a connection's thread may be held.
//
//   Threads:   run() from any. The destructor ends the jobs that run and drops those that wait.
//   Limits:    kWaitingJobsMax jobs wait; more are refused.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/result.h"
#include "http/task.h"

namespace pinflow::http {

class Background {
 public:
  static constexpr size_t kWaitingJobsMax = 256;

  explicit Background(int thread_count = 1);
  ~Background();

  // False when too many wait already; `job` is then not run.
  bool run(std::function<void()> job);

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;  // Guarded by mutex_, as is stopping_.
  bool stopping_ = false;
  std::vector<std::thread> threads_;  // Last: they use all of the above.
};

// Runs `work` there and goes on with what it gave. It owns what it needs: the connection that
// waits may be gone before it runs. Errors: kExhausted (too many jobs wait), or the work's own.
template <class T>
Task<Result<T>> run_in(Background& background, std::function<Result<T>()> work) {
  auto worked = completion<Result<T>>([&](const Done<Result<T>>& done) {
    bool accepted = background.run([done, work] { done(work()); });
    if (!accepted) done(Status(Code::kExhausted, "busy: try again"));
  });
  Result<T> outcome = co_await worked;
  co_return outcome;
}

}  // namespace pinflow::http
