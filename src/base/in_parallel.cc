#include "base/in_parallel.h"

#include <algorithm>
#include <mutex>
#include <thread>
#include <vector>

namespace pinflow {

Status in_parallel(size_t count, size_t thread_count, const std::function<Status(size_t)>& job) {
  std::atomic<size_t> next{0};
  std::mutex mutex;
  Status outcome;
  auto work = [&] {
    for (size_t i = next++; i < count; i = next++) {
      Status status = job(i);
      if (status.ok()) continue;
      std::lock_guard lock(mutex);
      if (outcome.ok()) outcome = std::move(status);
      next = count;
    }
  };
  std::vector<std::jthread> threads;
  for (size_t i = 1; i < std::min(count, thread_count); ++i) threads.emplace_back(work);
  work();
  threads.clear();
  return outcome;
}

}  // namespace pinflow
