// Topics and their settings, as a tool sees them.
#include "gateway/kafka/call.h"

#include "gateway/kafka/kafka_fixture.h"

namespace pinflow::gateway::kafka {
namespace {

class ClusterTest : public KafkaFixture {
 protected:
  static Asked metadata_of(const std::string& topic, bool makes_it) {
    Asked asked(RequestKind::kMetadata, 8);
    asked.body.add("topics").set("name", topic);
    asked.body.set("allow_auto_topic_creation", makes_it);
    return asked;
  }
  static const Message& first_topic(const Answered& answered) {
    return answered.body.list("topics").at(0);
  }
  static Asked create_request(const std::string& name, int64_t partitions) {
    Asked asked(RequestKind::kCreateTopics, 4);
    asked.body.add("topics")
        .set("name", name)
        .set("num_partitions", partitions)
        .set("replication_factor", 1);
    return asked;
  }
  static Asked alter_request(const std::string& name, const char* value, int64_t operation = 0) {
    Asked asked(RequestKind::kIncrementalAlterConfigs, 0);
    Message& resource = asked.body.add("resources").set("type", 2).set("name", "t");
    Message& config = resource.add("configs").set("name", name).set("operation", operation);
    if (value != nullptr) config.set("value", value);
    return asked;
  }
};

TEST_F(ClusterTest, ThereIsOneBrokerWhereTheClientReachedIt) {
  Answered answered = ask(Asked(RequestKind::kMetadata, 8));
  const Message& broker = answered.body.list("brokers").at(0);
  EXPECT_EQ(broker.text("host"), "127.0.0.1");
  EXPECT_EQ(broker.number("port"), 9092);
  EXPECT_EQ(answered.body.number("controller_id"), broker.number("node_id"));
}

TEST_F(ClusterTest, OrWhereItIsToldTo) {
  options_.advertised_host = "pinflow.example";
  options_.advertised_port = 19092;
  open();
  Answered answered = ask(Asked(RequestKind::kMetadata, 8));
  EXPECT_EQ(answered.body.list("brokers").at(0).text("host"), "pinflow.example");
  EXPECT_EQ(answered.body.list("brokers").at(0).number("port"), 19092);
}

TEST_F(ClusterTest, WhatIsAskedForManyTimesIsAnsweredOnce) {
  make_topic("t");
  Asked topics(RequestKind::kMetadata, 8);
  Asked settings(RequestKind::kDescribeConfigs, 3);
  Asked groups(RequestKind::kDescribeGroups, 4);
  for (int i = 0; i < 3; ++i) {
    topics.body.add("topics").set("name", "t");
    settings.body.add("resources").set("type", 2).set("name", "t");
    groups.body.add("groups").set("group_id", "g");
  }
  EXPECT_EQ(ask(topics).body.list("topics").size(), 1u);
  EXPECT_EQ(ask(settings).body.list("resources").size(), 1u);
  EXPECT_EQ(ask(groups).body.list("groups").size(), 1u);
}

TEST_F(ClusterTest, ATopicShowsItsPartitions) {
  make_topic("t", 3);
  Answered answered = ask(Asked(RequestKind::kMetadata, 8));
  EXPECT_EQ(first_topic(answered).text("name"), "t");
  ASSERT_EQ(first_topic(answered).list("partitions").size(), 3u);
  EXPECT_EQ(first_topic(answered).list("partitions")[2].number("index"), 2);
  EXPECT_EQ(first_topic(answered).list("partitions")[2].number("leader_id"), 1);
}

TEST_F(ClusterTest, AnUnknownTopicIsMadeWhereThatIsAllowedAndAskedFor) {
  EXPECT_EQ(first_topic(ask(metadata_of("new", false))).number("error_code"), 3);
  EXPECT_EQ(first_topic(ask(metadata_of("new", true))).number("error_code"), 0);
  EXPECT_TRUE(log_->topic("new").ok());
  EXPECT_EQ(first_topic(ask(metadata_of("a/b", true))).number("error_code"), 17);
  creation_.on_produce = false;
  open();
  EXPECT_EQ(first_topic(ask(metadata_of("newer", true))).number("error_code"), 3);
}

TEST_F(ClusterTest, AKeySeesAndMakesItsOwnTopicsOnly) {
  make_topic("alice.pin");
  make_topic("bob.pin");
  open({key("alice", "s3cret", {"alice.*"}, {Action::kProduce})});
  Asked handshake(RequestKind::kSaslHandshake, 0);
  handshake.body.set("mechanism", "PLAIN");
  ask(handshake);
  send(std::string("\0alice\0s3cret", 13));
  Answered all = ask(Asked(RequestKind::kMetadata, 8));
  ASSERT_EQ(all.body.list("topics").size(), 1u);
  EXPECT_EQ(first_topic(all).text("name"), "alice.pin");
  EXPECT_EQ(first_topic(ask(metadata_of("bob.pin", true))).number("error_code"), 29);
  EXPECT_EQ(first_topic(ask(metadata_of("bob.new", true))).number("error_code"), 29);
  EXPECT_FALSE(log_->topic("bob.new").ok());
  EXPECT_EQ(first_topic(ask(create_request("alice.new", 1))).number("error_code"), 29);
}

TEST_F(ClusterTest, TopicsAreMadeOnceAndGo) {
  EXPECT_EQ(first_topic(ask(create_request("t", 2))).number("error_code"), 0);
  EXPECT_EQ(log_->topic("t")->config.partition_count, 2);
  Answered again = ask(create_request("t", 2));
  EXPECT_EQ(first_topic(again).number("error_code"), 36);
  EXPECT_FALSE(first_topic(again).text("error_message").empty());
  Asked gone(RequestKind::kDeleteTopics, 3);
  gone.body.add("topics").set("name", "t");
  EXPECT_EQ(first_topic(ask(gone)).number("error_code"), 0);
  EXPECT_EQ(first_topic(ask(gone)).number("error_code"), 3);
}

TEST_F(ClusterTest, AValidationMakesNothing) {
  Asked asked = create_request("t", 2);
  asked.body.set("validate_only", true);
  EXPECT_EQ(first_topic(ask(asked)).number("error_code"), 0);
  EXPECT_FALSE(log_->topic("t").ok());
}

TEST_F(ClusterTest, PartitionsAreAddedNeverTaken) {
  make_topic("t", 2);
  Asked asked(RequestKind::kCreatePartitions, 1);
  asked.body.add("topics").set("name", "t").set("count", 4);
  EXPECT_EQ(first_topic(ask(asked)).number("error_code"), 0);
  EXPECT_EQ(log_->topic("t")->config.partition_count, 4);
  EXPECT_EQ(first_topic(ask(asked)).number("error_code"), 37);
}

TEST_F(ClusterTest, SettingsAreDescribedAndChanged) {
  make_topic("t");
  Answered altered = ask(alter_request("retention.ms", "1000"));
  EXPECT_EQ(altered.body.list("resources").at(0).number("error_code"), 0);
  Asked asked(RequestKind::kDescribeConfigs, 3);
  Message& resource = asked.body.add("resources").set("type", 2).set("name", "t");
  resource.add("keys").set("name", "retention.ms");
  Answered described = ask(asked);
  const auto& configs = described.body.list("resources").at(0).list("configs");
  ASSERT_EQ(configs.size(), 1u);
  EXPECT_EQ(configs[0].text("value"), "1000");
  EXPECT_EQ(configs[0].number("source"), 1);
  ask(alter_request("retention.ms", nullptr, 1));
  EXPECT_FALSE(log_->topic("t")->config.retention_time);
}

TEST_F(ClusterTest, ASettingThatCannotBeIsRefused) {
  make_topic("t");
  auto error_of = [](const Answered& answered) {
    return answered.body.list("resources").at(0).number("error_code");
  };
  EXPECT_EQ(error_of(ask(alter_request("retention.ms", "soon"))), 40);
  EXPECT_EQ(error_of(ask(alter_request("cleanup.policy", "compact"))), 40);
  EXPECT_EQ(error_of(ask(alter_request("retention.ms", "1", 2))), 40);
}

}  // namespace
}  // namespace pinflow::gateway::kafka
