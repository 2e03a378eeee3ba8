// Registry: what functions in SQL reach by number: readers of rows and filters, of one database.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

namespace pinflow::query {

// Handles are never used twice. Threads: any.
template <class Bound>
class Registry {
 public:
  int64_t add(std::shared_ptr<Bound> bound) {
    std::lock_guard lock(mutex_);
    bound_.emplace(next_handle_, std::move(bound));
    return next_handle_++;
  }
  void remove(int64_t handle) {
    std::lock_guard lock(mutex_);
    bound_.erase(handle);
  }
  std::shared_ptr<Bound> find(int64_t handle) const {  // Null when there is none.
    std::lock_guard lock(mutex_);
    auto found = bound_.find(handle);
    return found == bound_.end() ? nullptr : found->second;
  }

 private:
  mutable std::mutex mutex_;
  int64_t next_handle_ = 1;                          // Under mutex_.
  std::map<int64_t, std::shared_ptr<Bound>> bound_;  // Under mutex_.
};

}  // namespace pinflow::query
