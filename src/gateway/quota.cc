#include "gateway/quota.h"

namespace pinflow::gateway {

bool DailyQuota::take(UnixMillis now) {
  if (max_ == 0) return true;
  std::lock_guard lock(mutex_);
  auto day = std::chrono::floor<std::chrono::days>(now);
  if (day != day_) taken_ = 0;
  day_ = day;
  if (taken_ >= max_) return false;
  ++taken_;
  return true;
}

std::chrono::seconds time_until_midnight(UnixMillis now) {
  auto midnight = std::chrono::floor<std::chrono::days>(now) + std::chrono::days(1);
  return std::chrono::ceil<std::chrono::seconds>(midnight - now);
}

}  // namespace pinflow::gateway
