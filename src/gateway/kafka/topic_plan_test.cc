#include "gateway/kafka/topic_plan.h"

#include <gtest/gtest.h>

#include "gateway/kafka/api_table.h"

namespace pinflow::gateway::kafka {
namespace {

class TopicPlanTest : public testing::Test {
 protected:
  // A topic of a CreateTopics request that is right so far.
  Message& topic() {
    Message& topic = request_.add("topics").set("name", "t").set("num_partitions", 3);
    return topic.set("replication_factor", 1);
  }
  TopicPlan planned() const {
    return plan_topic(request_.list("topics")[0], {.retention_bytes = 5});
  }

  Message request_{find_api(static_cast<int16_t>(RequestKind::kCreateTopics))->request};
};

TEST_F(TopicPlanTest, SettingsAreThoseOfTheRequestElseTheDefaults) {
  topic().add("configs").set("name", "retention.ms").set("value", "1000");
  TopicPlan plan = planned();
  ASSERT_TRUE(plan.status.ok()) << plan.status.message();
  EXPECT_EQ(plan.config.partition_count, 3);
  EXPECT_EQ(plan.config.retention_time, std::chrono::milliseconds(1000));
  EXPECT_EQ(plan.config.retention_bytes, 5u);
}

TEST_F(TopicPlanTest, MinusOneIsAsTheServerHasIt) {
  topic().set("num_partitions", -1).set("replication_factor", -1);
  TopicPlan plan = planned();
  EXPECT_TRUE(plan.status.ok());
  EXPECT_EQ(plan.config.partition_count, 1);
}

TEST_F(TopicPlanTest, WhatCannotBeIsNamedAsKafkaDoes) {
  topic().set("num_partitions", 1001);
  EXPECT_EQ(topic_error(planned().status), ErrorCode::kInvalidPartitions);
  request_ = Message(request_.schema());
  topic().set("replication_factor", 2);
  EXPECT_EQ(topic_error(planned().status), ErrorCode::kInvalidReplicationFactor);
  request_ = Message(request_.schema());
  topic().set("name", "a/b");
  EXPECT_EQ(topic_error(planned().status), ErrorCode::kInvalidTopic);
}

TEST_F(TopicPlanTest, CompactionIsRefusedInWords) {
  topic().add("configs").set("name", "cleanup.policy").set("value", "compact");
  EXPECT_EQ(topic_error(planned().status), ErrorCode::kInvalidConfig);
  EXPECT_NE(planned().status.message().find("not compacted"), std::string::npos);
}

TEST_F(TopicPlanTest, ASettingThatThereIsNotIsRefused) {
  topic().add("configs").set("name", "no.such").set("value", "1");
  EXPECT_EQ(topic_error(planned().status), ErrorCode::kInvalidConfig);
}

TEST_F(TopicPlanTest, ATopicThatIsNamedTwiceIsMadeNeitherTime) {
  std::vector<TopicPlan> plans = {{"a", {}, {}}, {"b", {}, {}}, {"a", {}, {}}};
  refuse_repeated(&plans);
  EXPECT_FALSE(plans[0].status.ok());
  EXPECT_TRUE(plans[1].status.ok());
  EXPECT_FALSE(plans[2].status.ok());
}

}  // namespace
}  // namespace pinflow::gateway::kafka
