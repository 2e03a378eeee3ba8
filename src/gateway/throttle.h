// Throttle: a token bucket for each key or address.
//
//   Threads:   any.
//   Limits:    remembers kBucketCountMax callers; the ones that have waited longest are forgotten,
//              which gives them a full bucket.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace pinflow::gateway {

struct Rate {
  double requests_per_second = 0;  // 0: no limit.
  double burst = 100;              // Requests that may come at once after a pause.
};

class Throttle {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr size_t kBucketCountMax = 10'000;

  explicit Throttle(const Rate& rate) : rate_(rate) {}

  bool is_on() const { return rate_.requests_per_second > 0; }
  // Takes one token of `caller`; false when there is none.
  bool take(std::string_view caller, Time now);

 private:
  struct Bucket {
    double tokens = 0;
    Time filled_at;
  };
  double tokens_at(const Bucket& bucket, Time now) const;
  void forget_oldest_half();

  const Rate rate_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;  // Guarded by mutex_.
};

}  // namespace pinflow::gateway
