#include "gateway/consumers/consumers.h"

#include <gtest/gtest.h>

#include "gateway/test_event_log.h"

namespace pinflow::gateway {
namespace {

class ConsumersTest : public testing::Test {
 protected:
  ConsumersTest() {
    options_.now = [this] { return now_; };
    options_.instance_count_max = 3;
    consumers_.emplace(log_, options_);
  }

  MemoryEventLog log_;
  SteadyTime now_{std::chrono::hours(1)};
  ConsumersOptions options_;
  std::optional<Consumers> consumers_;
};

TEST_F(ConsumersTest, InstancesAreTheirOwnersAlone) {
  ASSERT_TRUE(consumers_->create({"g", "i"}, {}, "alice").ok());
  EXPECT_EQ(consumers_->create({"g", "i"}, {}, "alice").code(), Code::kAlreadyExists);
  EXPECT_TRUE(consumers_->find({"g", "i"}, "alice").ok());
  EXPECT_EQ(consumers_->find({"g", "i"}, "bob").status().code(), Code::kNotFound);
  EXPECT_EQ(consumers_->remove({"g", "i"}, "bob").code(), Code::kNotFound);
  EXPECT_TRUE(consumers_->remove({"g", "i"}, "alice").ok());
  EXPECT_EQ(consumers_->find({"g", "i"}, "alice").status().code(), Code::kNotFound);
}

TEST_F(ConsumersTest, IdleInstancesExpire) {
  ASSERT_TRUE(consumers_->create({"g", "idle"}, {}, "").ok());
  ASSERT_TRUE(consumers_->create({"g", "busy"}, {}, "").ok());
  for (int minute = 0; minute < 6; ++minute) {
    EXPECT_TRUE(consumers_->find({"g", "busy"}, "").ok());
    now_ += std::chrono::minutes(1);
  }
  EXPECT_EQ(consumers_->find({"g", "idle"}, "").status().code(), Code::kNotFound);
  now_ += std::chrono::minutes(6);
  EXPECT_TRUE(consumers_->groups().empty());
}

TEST_F(ConsumersTest, ThereAreNotTooMany) {
  for (const char* name : {"a", "b", "c"}) {
    ASSERT_TRUE(consumers_->create({"g", name}, {}, "").ok());
  }
  EXPECT_EQ(consumers_->create({"h", "d"}, {}, "").code(), Code::kExhausted);
  EXPECT_EQ(consumers_->groups().size(), 1u);
}

}  // namespace
}  // namespace pinflow::gateway
