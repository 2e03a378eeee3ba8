// IdleWork: lets a thread that serves a single client do by itself, once it has nothing else to do,
// what it would otherwise hand to another thread and wait for: two switches of threads less.
//
//   Threads:   it counts on the thread that made it. One made inside of another stands in for it: a
//              thread that is about to block makes one that takes nothing. What the outer one had
//              taken is done first, since what the thread is going to wait for may wait for that.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace pinflow {

class IdleWork {
 public:
  // So many requests in a row are of one client before it counts as the only one: what a thread
  // does itself keeps its other clients waiting.
  static constexpr uint64_t kRequestsInARow = 32;

  // `on_offer` sees to it that run() is called soon: when there is work and there was none.
  explicit IdleWork(std::function<void()> on_offer)
      : on_offer_(std::move(on_offer)), outer_(std::exchange(current_, this)) {
    if (outer_) outer_->run();
  }
  IdleWork(const IdleWork&) = delete;
  IdleWork& operator=(const IdleWork&) = delete;
  ~IdleWork() {
    current_ = outer_;
    run();
  }

  // Tells the calling thread's that a request of `client` is served.
  static void note_request(const void* client) {
    if (current_) current_->note(client);
  }

  // Has the calling thread do `work`. False where another one has to: it is then not done.
  static bool offer(std::function<void()> work) {
    return current_ && current_->take(std::move(work));
  }

  uint64_t request_count() const { return request_count_; }
  void run() {
    for (const auto& work : std::exchange(works_, {})) work();
  }

 private:
  void note(const void* client) {
    if (client != std::exchange(client_, client)) first_in_a_row_ = request_count_;
    ++request_count_;
  }

  bool take(std::function<void()> work) {
    if (request_count_ - first_in_a_row_ < kRequestsInARow) return false;
    works_.push_back(std::move(work));
    if (works_.size() == 1) on_offer_();
    return true;
  }

  static inline thread_local IdleWork* current_ = nullptr;
  const std::function<void()> on_offer_;
  IdleWork* const outer_;
  std::vector<std::function<void()>> works_;
  const void* client_ = nullptr;
  uint64_t request_count_ = 0;
  uint64_t first_in_a_row_ = 0;
};

}  // namespace pinflow
