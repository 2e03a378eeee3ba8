#include "gateway/throttle.h"

#include <algorithm>
#include <vector>

namespace pinflow::gateway {

bool Throttle::take(std::string_view caller, Time now) {
  std::lock_guard lock(mutex_);
  if (buckets_.size() >= kBucketCountMax) forget_oldest_half();
  auto [place, is_new] = buckets_.try_emplace(std::string(caller));
  Bucket& bucket = place->second;
  bucket.tokens = is_new ? std::max(1.0, rate_.burst) : tokens_at(bucket, now);
  bucket.filled_at = now;
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}

double Throttle::tokens_at(const Bucket& bucket, Time now) const {
  double seconds = std::chrono::duration<double>(now - bucket.filled_at).count();
  double earned = std::max(0.0, seconds) * rate_.requests_per_second;
  return std::min(std::max(1.0, rate_.burst), bucket.tokens + earned);
}

void Throttle::forget_oldest_half() {
  std::vector<Time> times;
  for (const auto& [caller, bucket] : buckets_) times.push_back(bucket.filled_at);
  auto middle = times.begin() + static_cast<ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  std::erase_if(buckets_, [&](const auto& entry) { return entry.second.filled_at <= *middle; });
}

}  // namespace pinflow::gateway
