#include "gateway/log_watch.h"

#include <gtest/gtest.h>

#include <future>

#include "gateway/test_event_log.h"

namespace pinflow::gateway {
namespace {

constexpr std::chrono::hours kLong{1};

class LogWatchTest : public testing::Test {
 protected:
  std::future<void> wait(uint64_t seen, SteadyTime deadline) {
    auto ended = std::make_shared<std::promise<void>>();
    watch_.wait(seen, deadline, [ended] { ended->set_value(); });
    return ended->get_future();
  }
  static SteadyTime in(std::chrono::milliseconds time) {
    return std::chrono::steady_clock::now() + time;
  }

  MemoryEventLog log_;
  LogWatch watch_{log_};
};

TEST_F(LogWatchTest, WakesAllWhoWaitForAChange) {
  auto first = wait(log_.change_count(), in(kLong));
  auto second = wait(log_.change_count(), in(kLong));
  ASSERT_TRUE(log_.create_topic("t", {}).ok());
  first.wait();
  second.wait();
}

TEST_F(LogWatchTest, DoesNotMissAChangeThatCameBefore) {
  uint64_t seen = log_.change_count();
  ASSERT_TRUE(log_.create_topic("t", {}).ok());
  wait(seen, in(kLong)).wait();
}

TEST_F(LogWatchTest, WakesAtTheDeadlineWhenNothingChanges) {
  auto patient = wait(log_.change_count(), in(kLong));
  wait(log_.change_count(), in(std::chrono::milliseconds(5))).wait();
  EXPECT_EQ(patient.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
}

}  // namespace
}  // namespace pinflow::gateway
