#include "serve/background.h"

#include <gtest/gtest.h>

#include <future>

namespace pinflow::serve {
namespace {

TEST(Background, RunsJobsInOrderAndRefusesTooMany) {
  Background background;
  std::promise<void> started;
  std::promise<void> release;
  std::shared_future<void> released = release.get_future().share();
  EXPECT_TRUE(background.run([&started, released] {
    started.set_value();
    released.wait();
  }));
  started.get_future().wait();  // From here on jobs can only wait.
  std::string order;
  std::promise<void> ended;
  for (size_t index = 0; index + 1 < kWaitingJobsMax; ++index) {
    EXPECT_TRUE(background.run([&order] { order += 'x'; }));
  }
  EXPECT_TRUE(background.run([&ended] { ended.set_value(); }));
  EXPECT_FALSE(background.run([] {}));
  release.set_value();
  ended.get_future().wait();
  EXPECT_EQ(order, std::string(kWaitingJobsMax - 1, 'x'));
}

}  // namespace
}  // namespace pinflow::serve
