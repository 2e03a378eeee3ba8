// wait(): runs a Task to its end on the calling thread. For tests and commands; never call it
// inside a coroutine.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "http/task.h"

namespace pinflow::http {

// A queue for one thread; the calling thread's executor while it lives.
class WaitQueue {
 public:
  WaitQueue();
  ~WaitQueue();
  WaitQueue(const WaitQueue&) = delete;
  WaitQueue& operator=(const WaitQueue&) = delete;

  // Sleeps until there is something to resume, and resumes it.
  void run_some();

 private:
  struct Posted {
    std::mutex mutex;
    std::condition_variable arrived;
    std::vector<std::shared_ptr<Resumable>> waiting;  // Guarded by mutex.
  };

  std::shared_ptr<Posted> posted_;
  std::shared_ptr<const Executor> previous_;
};

template <class T>
T wait(Task<T> task) {
  WaitQueue queue;
  task.start();
  while (!task.ended()) queue.run_some();
  return task.result();
}

}  // namespace pinflow::http
