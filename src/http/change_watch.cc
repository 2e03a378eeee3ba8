#include "http/change_watch.h"

#include <algorithm>
#include <iterator>
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
  wait(seen, deadline, [] { return true; }, std::move(done));
}

void ChangeWatch::wait(uint64_t seen, SteadyTime deadline, std::function<bool()> is_due,
                       std::function<void()> done) {
  {
    std::lock_guard lock(mutex_);
    arriving_.push_back({seen, deadline, std::move(is_due), std::move(done)});
  }
  arrived_.notify_one();
}

bool ChangeWatch::is_over(Waiting* one, uint64_t count, SteadyTime now) {
  if (one->deadline <= now) return true;
  return std::exchange(one->seen, count) != count && one->is_due();
}

// Those who wait are the thread's own, so that nobody who comes waits for them to be looked at.
void ChangeWatch::run() {
  std::vector<Waiting> waiting;
  std::unique_lock lock(mutex_);
  while (true) {
    arrived_.wait(lock, [&] { return stopping_ || !arriving_.empty() || !waiting.empty(); });
    if (stopping_) return;
    std::move(arriving_.begin(), arriving_.end(), std::back_inserter(waiting));
    arriving_.clear();
    lock.unlock();
    const uint64_t count = changes_.count();
    const auto now = std::chrono::steady_clock::now();
    auto over = std::partition(waiting.begin(), waiting.end(),
                               [&](Waiting& one) { return !is_over(&one, count, now); });
    for (auto one = over; one != waiting.end(); ++one) one->done();
    const bool has_ended_any = over != waiting.end();
    waiting.erase(over, waiting.end());
    if (!has_ended_any) changes_.wait(count, kTick);
    lock.lock();
  }
}

}  // namespace pinflow::http
