// TailPool: runs steps again and again on a few threads, each when it is due, never one of them on
// two threads.
//
//   Threads:   any. A step may call hurry(), not add() or remove().
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace pinflow::eventlog {

class TailPool {
 public:
  // How long until it is due again; nothing: never.
  using Step = std::function<std::optional<std::chrono::milliseconds>()>;
  enum class Id : uint64_t {};

  // No step begins sooner than `interval_min` after its last beginning.
  TailPool(int thread_count, std::chrono::milliseconds interval_min);
  ~TailPool();

  Id add(Step step);   // Due at once.
  void hurry(Id id);   // Due now, or as soon as the interval allows.
  void remove(Id id);  // Waits until it does not run.

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  struct Job {
    Step step;
    SteadyTime due;
    SteadyTime began{};
    bool is_running = false;
    bool is_hurried = false;  // While it ran.
    bool is_over = false;
  };

  void work(const std::stop_token& stop);
  std::map<Id, Job>::iterator next_due();

  const std::chrono::milliseconds interval_min_;
  std::mutex mutex_;  // Guards what follows.
  std::condition_variable_any changed_;
  std::map<Id, Job> jobs_;
  uint64_t last_id_ = 0;

  std::vector<std::jthread> threads_;  // Last.
};

}  // namespace pinflow::eventlog
