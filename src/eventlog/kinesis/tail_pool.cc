#include "eventlog/kinesis/tail_pool.h"

#include <algorithm>

namespace pinflow::eventlog {

TailPool::TailPool(int thread_count, std::chrono::milliseconds interval_min)
    : interval_min_(interval_min) {
  for (int i = 0; i < thread_count; ++i) {
    threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
  }
}

TailPool::~TailPool() {
  for (std::jthread& thread : threads_) thread.request_stop();
}

TailPool::Id TailPool::add(Step step) {
  std::lock_guard lock(mutex_);
  const Id id{++last_id_};
  jobs_[id] = {std::move(step), std::chrono::steady_clock::now()};
  changed_.notify_all();
  return id;
}

void TailPool::hurry(Id id) {
  std::lock_guard lock(mutex_);
  auto found = jobs_.find(id);
  if (found == jobs_.end()) return;
  Job& job = found->second;
  job.is_hurried = job.is_running;
  job.due = std::min(job.due, job.began + interval_min_);
  changed_.notify_all();
}

void TailPool::remove(Id id) {
  std::unique_lock lock(mutex_);
  auto found = jobs_.find(id);
  if (found == jobs_.end()) return;
  found->second.is_over = true;
  changed_.wait(lock, [&] { return !found->second.is_running; });
  jobs_.erase(found);
}

std::map<TailPool::Id, TailPool::Job>::iterator TailPool::next_due() {
  auto next = jobs_.end();
  for (auto job = jobs_.begin(); job != jobs_.end(); ++job) {
    if (job->second.is_running || job->second.is_over) continue;
    if (next == jobs_.end() || job->second.due < next->second.due) next = job;
  }
  return next;
}

void TailPool::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    auto next = next_due();
    if (next == jobs_.end()) {
      changed_.wait(lock, stop, [this] { return next_due() != jobs_.end(); });
      continue;
    }
    const SteadyTime now = std::chrono::steady_clock::now();
    if (next->second.due > now) {
      const SteadyTime due = next->second.due;
      changed_.wait_until(lock, stop, due, [&] {
        auto first = next_due();
        return first == jobs_.end() || first->second.due < due;
      });
      continue;
    }
    Job& job = next->second;
    job.is_running = true;
    job.is_hurried = false;
    job.began = now;
    lock.unlock();
    const auto pause = job.step();
    lock.lock();
    job.is_running = false;
    job.is_over = job.is_over || !pause;
    job.due = std::chrono::steady_clock::now() + pause.value_or(std::chrono::milliseconds(0));
    if (job.is_hurried) job.due = std::min(job.due, job.began + interval_min_);
    job.due = std::max(job.due, job.began + interval_min_);
    changed_.notify_all();
  }
}

}  // namespace pinflow::eventlog
