// WakeGroup: while one is alive, its thread puts off waking those for whom it completes something,
// so that each is woken once for all of it, and not in the middle of it.
//
//   Threads:   a group counts on the thread that made it. Inside of another it does nothing.
#pragma once

#include <functional>
#include <utility>
#include <vector>

namespace pinflow {

class WakeGroup {
 public:
  WakeGroup() {
    if (!current_) current_ = this;
  }
  WakeGroup(const WakeGroup&) = delete;
  WakeGroup& operator=(const WakeGroup&) = delete;
  ~WakeGroup() {
    if (current_ != this) return;
    current_ = nullptr;  // What is called now may wake others at once.
    for (const auto& wake : wakes_) wake();
  }

  // Calls `wake` when the calling thread's group ends, or at once where there is none. It must not
  // block nor throw.
  static void wake(std::function<void()> wake) {
    if (!current_) return wake();
    current_->wakes_.push_back(std::move(wake));
  }

 private:
  static inline thread_local WakeGroup* current_ = nullptr;
  std::vector<std::function<void()>> wakes_;
};

}  // namespace pinflow
