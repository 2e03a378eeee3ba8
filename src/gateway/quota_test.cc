#include "gateway/quota.h"

#include <gtest/gtest.h>

namespace pinflow::gateway {
namespace {

TEST(DailyQuota, BeginsAnewEachDay) {
  ManualClock clock{UnixMillis(std::chrono::hours(23))};
  DailyQuota quota(2);
  EXPECT_TRUE(quota.take(clock.now()));
  EXPECT_TRUE(quota.take(clock.now()));
  EXPECT_FALSE(quota.take(clock.now()));
  EXPECT_EQ(time_until_midnight(clock.now()), std::chrono::hours(1));
  clock.advance(std::chrono::hours(1));
  EXPECT_TRUE(quota.take(clock.now()));
}

TEST(DailyQuota, MayHaveNoLimit) {
  DailyQuota quota(0);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(quota.take(UnixMillis{}));
}

}  // namespace
}  // namespace pinflow::gateway
