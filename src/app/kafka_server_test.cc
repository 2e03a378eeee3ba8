#include "app/kafka_server.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

// A door at which nobody asks anything.
class NoDoor final : public gateway::kafka::KafkaDoor {
 public:
  std::unique_ptr<http::PacketSession> open_session(const http::PacketPeer&) override {
    return nullptr;
  }
  void close() override {}
};

class KafkaServerTest : public testing::Test {
 protected:
  void set(const std::string& key, const std::string& value, const char* origin = "test") {
    EXPECT_TRUE(config_.set(key, value, origin).ok());
  }
  Result<KafkaServer> start() { return start_kafka_server(config_, testing::TempDir(), 1, door_); }

  NoDoor door_;
  Config config_ = *Config::load({});
};

TEST_F(KafkaServerTest, ItSaysWhereItListens) {
  set("gateway.kafka.listen", "127.0.0.1:0");
  auto server = start();
  ASSERT_TRUE(server.ok()) << server.status().message();
  EXPECT_EQ(server->address, "127.0.0.1:" + std::to_string(server->server->port()));
}

TEST_F(KafkaServerTest, NoAddressIsNoServer) {
  set("gateway.kafka.listen", "");
  EXPECT_EQ(start()->server, nullptr);
  EXPECT_EQ(start()->address, "");
}

TEST_F(KafkaServerTest, APortThatIsTakenIsAnErrorOnlyWhereSomebodyChoseIt) {
  set("gateway.kafka.listen", "127.0.0.1:0");
  auto holder = start();
  set("gateway.kafka.listen", holder->address);
  EXPECT_EQ(start().status().code(), Code::kAlreadyExists);
  EXPECT_NE(start().status().message().find("gateway.kafka.listen"), std::string::npos);
  set("gateway.kafka.listen", holder->address, "default");
  auto shut = start();
  ASSERT_TRUE(shut.ok());
  EXPECT_EQ(shut->server, nullptr);
}

TEST_F(KafkaServerTest, AnAddressThatOthersCanReachNeedsKeys) {
  set("gateway.kafka.listen", "0.0.0.0:0");
  EXPECT_EQ(start().status().code(), Code::kInvalidArgument);
  set("gateway.key.alice.sha256", std::string(64, 'a'));
  EXPECT_TRUE(start().ok());
}

TEST_F(KafkaServerTest, WhatClientsAreToldMayBeAHostWithOrWithoutItsPort) {
  EXPECT_EQ(kafka_door_options(config_)->advertised_host, "");
  set("gateway.kafka.advertise", "pinflow.example");
  EXPECT_EQ(kafka_door_options(config_)->advertised_host, "pinflow.example");
  EXPECT_EQ(kafka_door_options(config_)->advertised_port, 0);
  set("gateway.kafka.advertise", "pinflow.example:19092");
  EXPECT_EQ(kafka_door_options(config_)->advertised_port, 19092);
  set("gateway.kafka.advertise", "pinflow.example:port");
  EXPECT_EQ(kafka_door_options(config_).status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::app
