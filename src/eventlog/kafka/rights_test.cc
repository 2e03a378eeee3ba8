#include "eventlog/kafka/rights.h"

#include <gtest/gtest.h>

#include "eventlog/kafka/test_broker.h"

namespace pinflow::eventlog {
namespace {

using State = RightsOn::State;

class KafkaRightsTest : public testing::Test {
 protected:
  void SetUp() override {
    if (TestBroker::shared() == nullptr) GTEST_SKIP() << "no Kafka: ./dev setup --tests fetches it";
    TestBroker::shared()->clear();
    log_ = TestBroker::shared()->open();
    ASSERT_TRUE(log_);
    forget_all();
  }
  void TearDown() override {
    if (log_) forget_all();
  }

  // Lets alice do so with what has exactly this name.
  void allow(rd_kafka_ResourceType_t kind, const char* name, rd_kafka_AclOperation_t operation) {
    auto client = Client::open(Client::Role::kReader, TestBroker::shared()->options().client);
    char why[512] = "";
    rd_kafka_AclBinding_t* wanted =
        rd_kafka_AclBinding_new(kind, name, RD_KAFKA_RESOURCE_PATTERN_LITERAL, "User:alice", "*",
                                operation, RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW, why, sizeof why);
    ASSERT_TRUE(wanted) << why;
    auto answer = (*client)->ask(RD_KAFKA_ADMIN_OP_CREATEACLS, "allow", [&](auto* o, auto* queue) {
      rd_kafka_CreateAcls((*client)->handle(), &wanted, 1, o, queue);
    });
    EXPECT_TRUE(answer.ok()) << answer.status().message();
    rd_kafka_AclBinding_destroy(wanted);
  }

  static void forget_all() {
    auto client = Client::open(Client::Role::kReader, TestBroker::shared()->options().client);
    char why[512] = "";
    rd_kafka_AclBindingFilter_t* all = rd_kafka_AclBindingFilter_new(
        RD_KAFKA_RESOURCE_ANY, nullptr, RD_KAFKA_RESOURCE_PATTERN_ANY, "User:alice", nullptr,
        RD_KAFKA_ACL_OPERATION_ANY, RD_KAFKA_ACL_PERMISSION_TYPE_ANY, why, sizeof why);
    ASSERT_TRUE(all) << why;
    auto answer = (*client)->ask(RD_KAFKA_ADMIN_OP_DELETEACLS, "forget", [&](auto* o, auto* queue) {
      rd_kafka_DeleteAcls((*client)->handle(), &all, 1, o, queue);
    });
    EXPECT_TRUE(answer.ok()) << answer.status().message();
    rd_kafka_AclBinding_destroy(all);
  }

  static ClientOptions alice() {
    ClientOptions options;
    options.properties = {{"bootstrap.servers", TestBroker::shared()->guarded_address()},
                          {"security.protocol", "SASL_PLAINTEXT"},
                          {"sasl.mechanism", "PLAIN"},
                          {"sasl.username", "alice"},
                          {"sasl.password", "wonder"}};
    return options;
  }

  std::unique_ptr<EventLog> log_;
};

TEST_F(KafkaRightsTest, AreAllThoseOfWhomNothingIsRefused) {
  ASSERT_TRUE(log_->create_topic("orders", {}).ok());
  auto asked = ask_rights(TestBroker::shared()->options().client, {"orders", "later"}, {"readers"});
  ASSERT_TRUE(asked.ok()) << asked.status().message();
  ASSERT_EQ(asked->topics.size(), 2u);
  EXPECT_EQ(asked->topics[0].name, "orders");
  EXPECT_EQ(asked->topics[0].state, State::kTold);
  for (Right right : {Right::kDescribe, Right::kDescribeConfigs, Right::kRead, Right::kWrite}) {
    EXPECT_TRUE(asked->topics[0].rights.contains(right));
  }
  EXPECT_EQ(asked->topics[1].name, "later");
  EXPECT_EQ(asked->topics[1].state, State::kAbsent);
  EXPECT_EQ(asked->topics[1].rights, std::set<Right>{Right::kCreate});
  ASSERT_EQ(asked->groups.size(), 1u);
  EXPECT_EQ(asked->groups[0].state, State::kTold);
  EXPECT_TRUE(asked->groups[0].rights.contains(Right::kRead));
  EXPECT_EQ(log_->topics().size(), 1u);  // What was asked about was not made.
}

TEST_F(KafkaRightsTest, AreThoseThatTheUserWasGiven) {
  for (const char* name : {"orders", "hidden"}) ASSERT_TRUE(log_->create_topic(name, {}).ok());
  allow(RD_KAFKA_RESOURCE_TOPIC, "orders", RD_KAFKA_ACL_OPERATION_READ);
  allow(RD_KAFKA_RESOURCE_TOPIC, "later", RD_KAFKA_ACL_OPERATION_DESCRIBE);
  allow(RD_KAFKA_RESOURCE_TOPIC, "soon", RD_KAFKA_ACL_OPERATION_DESCRIBE);
  allow(RD_KAFKA_RESOURCE_TOPIC, "soon", RD_KAFKA_ACL_OPERATION_CREATE);
  allow(RD_KAFKA_RESOURCE_GROUP, "seen", RD_KAFKA_ACL_OPERATION_DESCRIBE);
  allow(RD_KAFKA_RESOURCE_GROUP, "mine", RD_KAFKA_ACL_OPERATION_READ);
  auto ask = [] {
    return ask_rights(alice(), {"orders", "hidden", "later", "soon"}, {"seen", "mine", "other"});
  };
  auto asked = ask();
  // A server learns of them in the order in which they were given, and a moment later.
  while (asked.ok() && asked->groups[1].state == State::kHidden) asked = ask();
  ASSERT_TRUE(asked.ok()) << asked.status().message();
  EXPECT_EQ(asked->topics[0].state, State::kTold);
  EXPECT_EQ(asked->topics[0].rights, (std::set<Right>{Right::kDescribe, Right::kRead}));
  EXPECT_EQ(asked->topics[1].state, State::kHidden);
  EXPECT_EQ(asked->topics[2].state, State::kAbsent);
  EXPECT_TRUE(asked->topics[2].rights.empty());
  EXPECT_EQ(asked->topics[3].state, State::kAbsent);
  EXPECT_EQ(asked->topics[3].rights, std::set<Right>{Right::kCreate});
  EXPECT_EQ(asked->groups[0].rights, std::set<Right>{Right::kDescribe});
  EXPECT_EQ(asked->groups[1].rights, (std::set<Right>{Right::kDescribe, Right::kRead}));
  EXPECT_EQ(asked->groups[2].state, State::kHidden);
}

TEST_F(KafkaRightsTest, AreNotToldByAServerThatIsNotThere) {
  ClientOptions options;
  options.properties["bootstrap.servers"] = "127.0.0.1:" + std::to_string(free_port());
  options.answer_timeout = std::chrono::milliseconds(300);
  EXPECT_EQ(ask_rights(options, {"orders"}, {}).status().code(), Code::kUnavailable);
  EXPECT_TRUE(ask_rights(options, {}, {}).ok());
}

}  // namespace
}  // namespace pinflow::eventlog
