// DailyQuota: how many requests a day a caller may make. Days are UTC's; a restart begins anew.
//
//   Threads:   any.
#pragma once

#include <cstdint>
#include <mutex>

#include "base/clock.h"

namespace pinflow::gateway {

class DailyQuota {
 public:
  explicit DailyQuota(int64_t requests_per_day) : max_(requests_per_day) {}  // 0: no limit.

  // False when the day's requests are used up.
  bool take(UnixMillis now);

 private:
  const int64_t max_;
  std::mutex mutex_;  // Guards:
  std::chrono::sys_days day_{};
  int64_t taken_ = 0;
};

// Until the next day begins.
std::chrono::seconds time_until_midnight(UnixMillis now);

}  // namespace pinflow::gateway
