#include "runs/run_store.h"

#include <gtest/gtest.h>

namespace pinflow::runs {
namespace {

TEST(State, HasANameAndAnEnd) {
  EXPECT_EQ(state_name(State::kQueued), "queued");
  EXPECT_EQ(state_name(State::kCancelled), "cancelled");
  EXPECT_FALSE(is_final(State::kQueued));
  EXPECT_FALSE(is_final(State::kRunning));
  EXPECT_TRUE(is_final(State::kSucceeded));
  EXPECT_TRUE(is_final(State::kSkipped));
}

}  // namespace
}  // namespace pinflow::runs
