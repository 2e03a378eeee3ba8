// Readiness: whether this pinflow can accept records, and whether it carries them on.
#pragma once

#include <chrono>
#include <mutex>
#include <vector>

#include "app/parts.h"
#include "serve/routes.h"

namespace pinflow::app {

// Threads: any. What it found is good for two seconds, so that asking often costs nothing.
class Readiness {
 public:
  // `parts` outlives it.
  explicit Readiness(Parts& parts) : parts_(parts) {}

  // "log": no partition has given up writing (at a Kafka: it answers); "disk": a file can be
  // written and synced in the data folder, and there is room; "lag": the oldest record that a
  // stream has not taken is younger than serve.ready_lag_ms, where that is set.
  std::vector<serve::ReadyCheck> checks();

 private:
  Parts& parts_;
  std::mutex mutex_;  // Held while it looks. Guards:
  std::chrono::steady_clock::time_point good_until_{};
  std::vector<serve::ReadyCheck> found_;
};

}  // namespace pinflow::app
