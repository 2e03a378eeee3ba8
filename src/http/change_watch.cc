#include "http/change_watch.h"

#include <algorithm>
#include <utility>

namespace pinflow::http {

ChangeWatch::ChangeWatch(Changes changes)
    : changes_(std::move(changes)), thread_([this] { run(); }) {}

ChangeWatch::~ChangeWatch() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_one();
  thread_.join();
}

void ChangeWatch::wait(uint64_t seen, SteadyTime deadline, std::function<void()> done) {
  {
    std::lock_guard lock(mutex_);
    waiting_.push_back({seen, deadline, std::move(done)});
  }
  arrived_.notify_one();
}

void ChangeWatch::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    arrived_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    uint64_t count = changes_.count();
    auto now = std::chrono::steady_clock::now();
    auto ended = std::partition(waiting_.begin(), waiting_.end(), [&](const Waiting& one) {
      return one.seen == count && one.deadline > now;
    });
    std::vector<Waiting> ready(std::make_move_iterator(ended),
                               std::make_move_iterator(waiting_.end()));
    waiting_.erase(ended, waiting_.end());
    lock.unlock();
    for (const Waiting& one : ready) one.done();
    if (ready.empty()) changes_.wait(count, kTick);
    lock.lock();
  }
}

}  // namespace pinflow::http
