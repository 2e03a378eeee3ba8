// FloodGuard: tells a client that only makes work from one that asks for something. A bucket of
// points that fills again with time: what costs us without bringing a request (a stream that is
// reset, a PING, SETTINGS, an empty frame) takes some out.
//
//   Threads:   one.
#pragma once

#include <chrono>

namespace pinflow::http {

class FloodGuard {
 public:
  using Time = std::chrono::steady_clock::time_point;

  static constexpr int kPointsMax = 2'000;
  static constexpr int kPointsPerSecond = 500;
  static constexpr int kReset = 4;  // What a stream costs that was begun for nothing.
  static constexpr int kFrame = 1;

  explicit FloodGuard(Time now) : filled_at_(now) {}

  // False when the client has used up what it may.
  bool allow(int points, Time now) {
    std::chrono::duration<double> passed = now - filled_at_;
    points_ += passed.count() * kPointsPerSecond;
    if (points_ > kPointsMax) points_ = kPointsMax;
    filled_at_ = now;
    points_ -= points;
    return points_ >= 0;
  }

 private:
  double points_ = kPointsMax;
  Time filled_at_;
};

}  // namespace pinflow::http
