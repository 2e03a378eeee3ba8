#include "base/killpoint.h"

#include <gtest/gtest.h>

namespace pinflow {
namespace {

TEST(KillpointDeathTest, StopsAtTheNamedHitAndNotBefore) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  ::setenv("PINFLOW_KILLPOINT", "here:2", 1);
  EXPECT_EXIT(
      {
        killpoint("elsewhere");
        killpoint("here");
        killpoint("here");
        std::_Exit(0);
      },
      testing::KilledBySignal(SIGKILL), "");
  ::unsetenv("PINFLOW_KILLPOINT");
}

}  // namespace
}  // namespace pinflow
