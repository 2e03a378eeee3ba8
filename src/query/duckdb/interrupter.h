// Interrupter: stops what a connection runs when its time is over.
#pragma once

#include <duckdb.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace pinflow::query {

// Works from construction to destruction; without a timeout it does nothing.
class Interrupter {
 public:
  Interrupter(duckdb_connection connection, std::optional<std::chrono::milliseconds> timeout) {
    if (!timeout) return;
    thread_ = std::jthread([this, connection, wait = *timeout](const std::stop_token& stop) {
      std::unique_lock lock(mutex_);
      stopped_.wait_for(lock, stop, wait, [] { return false; });
      if (stop.stop_requested()) return;
      fired_ = true;
      duckdb_interrupt(connection);
    });
  }

  bool fired() const { return fired_; }

 private:
  std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::atomic<bool> fired_ = false;
  std::jthread thread_;  // Last: it is joined before the others go.
};

}  // namespace pinflow::query
