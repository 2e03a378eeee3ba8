#include "gateway/throttle.h"

#include <gtest/gtest.h>

namespace pinflow::gateway {
namespace {

using std::chrono::milliseconds;

TEST(Throttle, GivesABurstThenTheRate) {
  Throttle throttle({10, 3});
  Throttle::Time now{};
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(throttle.take("a", now));
  EXPECT_FALSE(throttle.take("a", now));
  EXPECT_FALSE(throttle.take("a", now + milliseconds(99)));
  EXPECT_TRUE(throttle.take("a", now + milliseconds(200)));
}

TEST(Throttle, CallersDoNotShareTokens) {
  Throttle throttle({1, 1});
  EXPECT_TRUE(throttle.take("a", {}));
  EXPECT_TRUE(throttle.take("b", {}));
  EXPECT_FALSE(throttle.take("a", {}));
}

TEST(Throttle, LongPauseEarnsNoMoreThanTheBurst) {
  Throttle throttle({10, 2});
  Throttle::Time now{};
  EXPECT_TRUE(throttle.take("a", now));
  now += std::chrono::hours(1);
  EXPECT_TRUE(throttle.take("a", now) && throttle.take("a", now));
  EXPECT_FALSE(throttle.take("a", now));
}

TEST(Throttle, ForgetsTheCallersThatWaitedLongest) {
  Throttle throttle({1, 1});
  Throttle::Time now{};
  for (size_t i = 0; i < Throttle::kBucketCountMax; ++i) {
    EXPECT_TRUE(throttle.take("old" + std::to_string(i), now + milliseconds(i)));
  }
  std::string newest = "old" + std::to_string(Throttle::kBucketCountMax - 1);
  EXPECT_TRUE(throttle.take("new", now + milliseconds(Throttle::kBucketCountMax)));
  EXPECT_FALSE(throttle.take(newest, now + milliseconds(Throttle::kBucketCountMax)));
  EXPECT_TRUE(throttle.take("old0", now + milliseconds(1)));
}

TEST(Throttle, IsOffWithoutARate) { EXPECT_FALSE(Throttle({0, 5}).is_on()); }

}  // namespace
}  // namespace pinflow::gateway
