#include "gateway/log_watch.h"

#include <algorithm>

namespace pinflow::gateway {

LogWatch::LogWatch(const eventlog::EventLog& log) : log_(log), thread_([this] { run(); }) {}

LogWatch::~LogWatch() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_one();
  thread_.join();
}

void LogWatch::wait(uint64_t seen, SteadyTime deadline, std::function<void()> done) {
  {
    std::lock_guard lock(mutex_);
    waiting_.push_back({seen, deadline, std::move(done)});
  }
  arrived_.notify_one();
}

void LogWatch::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    arrived_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    uint64_t count = log_.change_count();
    auto now = std::chrono::steady_clock::now();
    auto ended = std::partition(waiting_.begin(), waiting_.end(), [&](const Waiting& one) {
      return one.seen == count && one.deadline > now;
    });
    std::vector<Waiting> ready(std::make_move_iterator(ended),
                               std::make_move_iterator(waiting_.end()));
    waiting_.erase(ended, waiting_.end());
    lock.unlock();
    for (const Waiting& one : ready) one.done();
    if (ready.empty()) log_.wait_for_change(count, kTick);
    lock.lock();
  }
}

}  // namespace pinflow::gateway
