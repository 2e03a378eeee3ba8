#include "http/background.h"

namespace pinflow::http {

Background::Background(int thread_count) {
  for (int i = 0; i < thread_count; ++i) threads_.emplace_back([this] { work(); });
}

Background::~Background() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool Background::run(std::function<void()> job) {
  {
    std::lock_guard lock(mutex_);
    if (waiting_.size() >= kWaitingJobsMax) return false;
    waiting_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

void Background::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    std::function<void()> job = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    job();
    job = nullptr;  // What it owns goes before the lock is taken.
    lock.lock();
  }
}

}  // namespace pinflow::http
