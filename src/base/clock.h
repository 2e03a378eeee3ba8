// Clock: where logic gets the time from, so that tests can set it.
#pragma once

#include <chrono>
#include <cstdint>

namespace pinflow {

// Milliseconds since 1970-01-01 UTC, as Kafka records and Delta commits store them.
using UnixMillis = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual UnixMillis now() const = 0;  // Wall time: may jump.
};

// The machine's clock. It lives as long as the process.
inline const Clock& system_clock() {
  class SystemClock final : public Clock {
   public:
    UnixMillis now() const override {
      return std::chrono::time_point_cast<std::chrono::milliseconds>(
          std::chrono::system_clock::now());
    }
  };
  static const SystemClock clock;
  return clock;
}

inline int64_t to_int64(UnixMillis time) { return time.time_since_epoch().count(); }

// A clock that stands still until a test moves it. Not for use from several threads.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(UnixMillis start) : now_(start) {}
  UnixMillis now() const override { return now_; }
  void advance(std::chrono::milliseconds by) { now_ += by; }

 private:
  UnixMillis now_;
};

}  // namespace pinflow
