#include "post/schedule.h"

#include <gtest/gtest.h>

namespace pinflow::post {
namespace {

using namespace std::chrono_literals;
using Kind = Pace::Kind;

TEST(Schedule, HoldsARateExactly) {
  Schedule schedule({.kind = Kind::kRate, .rows_per_second = 300}, 1);
  for (int row = 0; row < 300; ++row) schedule.due({});
  EXPECT_EQ(schedule.due({}), 1s);
}

TEST(Schedule, SpreadsPausesEvenlyUpToTheMost) {
  Schedule schedule({.kind = Kind::kInterval, .pause_most = 2s}, 1);
  std::chrono::nanoseconds last{0};
  for (int row = 0; row < 1'000; ++row) {
    const auto due = schedule.due({});
    EXPECT_GE(due, last);
    EXPECT_LE(due - last, 2s);
    last = due;
  }
  EXPECT_NEAR(static_cast<double>(last / 1s), 1'000, 60);
}

TEST(Schedule, SumsThePausesOfTheOriginal) {
  Schedule schedule({.kind = Kind::kOriginal}, 1);
  EXPECT_EQ(schedule.due({.row = {}, .pause = 1s}), 1s);
  EXPECT_EQ(schedule.due({.row = {}, .pause = 0s}), 1s);
  EXPECT_EQ(schedule.due({.row = {}, .pause = 1s}), 2s);
}

TEST(Schedule, NeverWaitsFlatOut) {
  Schedule schedule({}, 1);
  EXPECT_EQ(schedule.due({.row = {}, .pause = 1s}), 0s);
  EXPECT_EQ(schedule.due({.row = {}, .pause = 1s}), 0s);
}

}  // namespace
}  // namespace pinflow::post
