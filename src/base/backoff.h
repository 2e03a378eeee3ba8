// Backoff: how long to wait before the next attempt: doubling, capped, and spread at random so
// that those who failed together do not come back together.
#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace pinflow {

class Backoff {
 public:
  Backoff(std::chrono::milliseconds first, std::chrono::milliseconds most, uint32_t seed)
      : first_(first), most_(most), random_(seed) {}

  // Between half of the doubled wait and all of it.
  std::chrono::milliseconds next();
  void reset() { attempts_ = 0; }
  int attempts() const { return attempts_; }

 private:
  std::chrono::milliseconds first_;
  std::chrono::milliseconds most_;
  int attempts_ = 0;
  std::minstd_rand random_;
};

}  // namespace pinflow
