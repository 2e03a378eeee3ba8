#include "http/flood_guard.h"

#include <gtest/gtest.h>

namespace pinflow::http {
namespace {

using std::chrono::milliseconds;

constexpr FloodGuard::Time kStart{std::chrono::hours(1)};

// How many of `points` each are allowed at one moment.
int allowed(FloodGuard& guard, int points, FloodGuard::Time now) {
  int count = 0;
  while (guard.allow(points, now)) ++count;
  return count;
}

TEST(FloodGuard, StopsWhoSendsMoreThanABurst) {
  FloodGuard frames(kStart);
  EXPECT_EQ(allowed(frames, FloodGuard::kFrame, kStart), 2000);
  FloodGuard resets(kStart);
  EXPECT_EQ(allowed(resets, FloodGuard::kReset, kStart), 500);
}

TEST(FloodGuard, LetsAClientGoOnThatCancelsNowAndThen) {
  FloodGuard guard(kStart);
  for (int i = 0; i < 100'000; ++i) {
    ASSERT_TRUE(guard.allow(FloodGuard::kReset, kStart + milliseconds(10 * i)));
  }
}

TEST(FloodGuard, ALongRestEarnsNoMoreThanOneBurst) {
  FloodGuard guard(kStart);
  EXPECT_EQ(allowed(guard, FloodGuard::kFrame, kStart + std::chrono::hours(24)), 2000);
}

}  // namespace
}  // namespace pinflow::http
