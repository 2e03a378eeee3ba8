#include "gateway/kafka/session.h"

#include "gateway/kafka/kafka_fixture.h"

namespace pinflow::gateway::kafka {
namespace {

using std::literals::string_literals::operator""s;

class SessionTest : public KafkaFixture {
 protected:
  Answered authenticate(const std::string& token) {
    Asked handshake(RequestKind::kSaslHandshake, 1);
    handshake.body.set("mechanism", "PLAIN");
    EXPECT_EQ(ask(handshake).body.number("error_code"), 0);
    Asked authenticate(RequestKind::kSaslAuthenticate, 1);
    authenticate.body.set("auth_bytes", token);
    return ask(authenticate);
  }
  int64_t produce_error(const std::string& topic) {
    return first(ask(produce_request(topic, batch_of({"a"}))).body).number("error_code");
  }
};

TEST_F(SessionTest, AHigherVersionThanWeHaveIsToldWhichThereAre) {
  Asked asked(RequestKind::kApiVersions, 0);
  std::string packet = packet_of(asked);
  packet[3] = 4;
  Answered answered = read(asked, send(packet + "\0\x04name\0"s));
  EXPECT_EQ(answered.body.number("error_code"), 35);
  EXPECT_EQ(answered.body.list("api_keys").size(), apis().size());
  EXPECT_FALSE(answered.ends_session);
}

TEST_F(SessionTest, WhatThereIsIsListed) {
  Answered answered = ask(Asked(RequestKind::kApiVersions, 2));
  EXPECT_EQ(answered.body.number("error_code"), 0);
  const Message& produce = answered.body.list("api_keys").at(0);
  EXPECT_EQ(produce.number("api_key"), 0);
  EXPECT_EQ(produce.number("min_version"), 3);
  EXPECT_EQ(produce.number("max_version"), 8);
}

TEST_F(SessionTest, WhatMakesNoSenseEndsTheSession) {
  EXPECT_TRUE(send("x").ends_session);
  EXPECT_TRUE(send("\x7f\xff\0\0\0\0\0\1\0\0"s).ends_session);
  std::string packet = packet_of(Asked(RequestKind::kMetadata, 8));
  EXPECT_TRUE(send(packet.substr(0, packet.size() - 1)).ends_session);
  packet[3] = 99;
  EXPECT_TRUE(send(packet).ends_session);
}

TEST_F(SessionTest, WithKeysNobodyIsServedBeforeSayingWho) {
  open({key("alice", "s3cret", {"*"}, {Action::kProduce})});
  EXPECT_EQ(ask(Asked(RequestKind::kApiVersions, 2)).body.number("error_code"), 0);
  http::PacketAnswer answer = send(packet_of(Asked(RequestKind::kMetadata, 8)));
  EXPECT_TRUE(answer.ends_session);
  EXPECT_FALSE(answer.bytes);
}

TEST_F(SessionTest, AKeyOpensItsTopics) {
  open({key("alice", "s3cret", {"alice.*"}, {Action::kProduce})});
  make_topic("alice.pin");
  make_topic("bob.pin");
  EXPECT_EQ(authenticate("\0alice\0s3cret"s).body.number("error_code"), 0);
  EXPECT_EQ(produce_error("alice.pin"), 0);
  EXPECT_EQ(produce_error("bob.pin"), 29);
  EXPECT_EQ(first(ask(fetch_request("alice.pin", 0)).body).number("error_code"), 29);
  EXPECT_EQ(ask(Asked(RequestKind::kListGroups, 2)).body.number("error_code"), 30);
}

TEST_F(SessionTest, AWrongKeyIsRefusedAndLeft) {
  open({key("alice", "s3cret", {"*"}, {Action::kProduce})});
  for (const std::string& token :
       {"\0alice\0wrong"s, "\0bob\0s3cret"s, "bob\0alice\0s3cret"s, "alice"s, ""s}) {
    connect();
    Answered answered = authenticate(token);
    EXPECT_EQ(answered.body.number("error_code"), 58);
    EXPECT_TRUE(answered.ends_session);
  }
}

TEST_F(SessionTest, ATokenMayComeWithoutAHeaderAfterTheOldHandshake) {
  open({key("alice", "s3cret", {"*"}, {Action::kProduce})});
  Asked handshake(RequestKind::kSaslHandshake, 0);
  handshake.body.set("mechanism", "PLAIN");
  ask(handshake);
  http::PacketAnswer answer = send("\0alice\0s3cret"s);
  EXPECT_EQ(answer.bytes, "");
  EXPECT_FALSE(answer.ends_session);
  EXPECT_EQ(ask(Asked(RequestKind::kMetadata, 8)).body.number("controller_id"), 1);
}

TEST_F(SessionTest, AnotherMechanismIsToldWhichThereIs) {
  Asked handshake(RequestKind::kSaslHandshake, 1);
  handshake.body.set("mechanism", "SCRAM-SHA-256");
  Answered answered = ask(handshake);
  EXPECT_EQ(answered.body.number("error_code"), 33);
  EXPECT_EQ(answered.body.list("mechanisms").at(0).text("name"), "PLAIN");
}

TEST_F(SessionTest, ATokenWithoutAHandshakeIsOutOfOrder) {
  Asked asked(RequestKind::kSaslAuthenticate, 0);
  EXPECT_EQ(ask(asked).body.number("error_code"), 34);
}

TEST_F(SessionTest, EveryRequestThatIsReadIsWrittenAsItWas) {
  for (const Api& api : apis()) {
    for (int16_t version = api.first_version; version <= api.last_version; ++version) {
      const std::string packet = packet_of(Asked(api.kind, version));
      auto written = read_and_write_request(packet);
      ASSERT_TRUE(written.ok()) << api.name << version << written.status().message();
      EXPECT_TRUE(packet.ends_with(*written));
    }
  }
}

}  // namespace
}  // namespace pinflow::gateway::kafka
