#include "http/wait.h"

#include <gtest/gtest.h>

namespace pinflow::http {
namespace {

TEST(Wait, RunsWhatIsPostedUntilTheTaskEnds) {
  auto task = []() -> Task<int> {
    int sum = 0;
    for (int i = 0; i < 3; ++i) {
      auto counted = completion<int>([i](Done<int> done) { done(i); });
      sum += co_await counted;
    }
    co_return sum;
  };
  EXPECT_EQ(wait(task()), 3);
}

TEST(Wait, GivesTheThreadItsFormerExecutorBack) {
  EXPECT_EQ(current_executor(), nullptr);
  {
    WaitQueue outer;
    auto before = current_executor();
    {
      WaitQueue inner;
    }
    EXPECT_EQ(current_executor(), before);
  }
  EXPECT_EQ(current_executor(), nullptr);
}

}  // namespace
}  // namespace pinflow::http
