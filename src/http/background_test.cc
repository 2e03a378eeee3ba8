#include "http/background.h"

#include <gtest/gtest.h>

#include <future>

#include "http/wait.h"

namespace pinflow::http {
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
  for (size_t index = 0; index + 1 < Background::kWaitingJobsMax; ++index) {
    EXPECT_TRUE(background.run([&order] { order += 'x'; }));
  }
  EXPECT_TRUE(background.run([&ended] { ended.set_value(); }));
  EXPECT_FALSE(background.run([] {}));
  release.set_value();
  ended.get_future().wait();
  EXPECT_EQ(order, std::string(Background::kWaitingJobsMax - 1, 'x'));
}

TEST(Background, ATaskGoesOnWithWhatItsWorkGave) {
  Background background(2);
  std::thread::id worker;
  auto number = wait(run_in<int>(background, [&worker]() -> Result<int> {
    worker = std::this_thread::get_id();
    return 7;
  }));
  EXPECT_EQ(*number, 7);
  EXPECT_NE(worker, std::this_thread::get_id());
  auto failed = wait(
      run_in<int>(background, []() -> Result<int> { return Status(Code::kNotFound, "nothing"); }));
  EXPECT_EQ(failed.status().message(), "nothing");
}

}  // namespace
}  // namespace pinflow::http
