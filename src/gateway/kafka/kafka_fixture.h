// KafkaFixture: tests of the Kafka door on an embedded log in a folder of the test, without a
// network: requests are messages, which a session is given as packets.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/temporary_folder.h"
#include "eventlog/local/local_event_log.h"
#include "eventlog/local/record_batch.h"
#include "eventlog/wire.h"
#include "gateway/kafka/call.h"
#include "gateway/kafka/door.h"
#include "http/sha256.h"
#include "http/wait.h"

namespace pinflow::gateway::kafka {

// A request to fill.
struct Asked {
  Asked(RequestKind kind, int16_t of_version)
      : api(find_api(static_cast<int16_t>(kind))), version(of_version), body(api->request) {}

  const Api* api;
  int16_t version;
  Message body;
};

// What came of one: its bytes are what the message looks at.
struct Answered {
  std::optional<std::string> bytes;  // None: there was no answer.
  bool ends_session = false;
  Message body;
};

inline std::string batch_of(const std::vector<std::string>& values, int64_t first_time = 1000) {
  eventlog::BatchBuilder builder;
  for (const std::string& value : values) {
    model::Record record;
    record.value = value;
    record.timestamp = UnixMillis{std::chrono::milliseconds(first_time++)};
    builder.add(record);
  }
  return builder.take();
}

class KafkaFixture : public testing::Test {
 protected:
  KafkaFixture() { open(); }

  // Opens the door for those who have these keys; to everybody without.
  void open(std::vector<gateway::ApiKey> keys = {}) {
    session_.reset();
    door_.reset();
    gatekeeper_ = std::move(*Gatekeeper::open(std::move(keys), {}));
    door_ = open_kafka_door(*log_, *gatekeeper_, creation_, options_);
    connect();
  }
  void connect() { session_ = door_->open_session({"10.0.0.9", "127.0.0.1", 9092}); }

  static gateway::ApiKey key(std::string name, std::string_view secret,
                             std::vector<std::string> topics, std::vector<Action> actions) {
    return {std::move(name), http::to_hex(http::sha256(secret)), std::move(topics),
            std::move(actions)};
  }

  static std::string packet_of(const Asked& asked) {
    std::string packet;
    eventlog::put(static_cast<int16_t>(asked.api->kind), &packet);
    eventlog::put(asked.version, &packet);
    eventlog::put(int32_t{42}, &packet);
    eventlog::put(int16_t{2}, &packet);
    packet += "me";
    write_message(asked.body, asked.version, &packet);
    return packet;
  }

  http::PacketAnswer send(std::string packet) {
    return http::wait(session_->answer(std::move(packet)));
  }

  // The message in an answer. An answer to another request fails the test.
  static Answered read(const Asked& asked, http::PacketAnswer answer) {
    Answered answered{std::move(answer.bytes), answer.ends_session, Message(asked.api->answer)};
    if (!answered.bytes) return answered;
    EXPECT_EQ(eventlog::load<int32_t>(answered.bytes->data()), 42);
    auto body =
        read_message(asked.api->answer, asked.version, std::string_view(*answered.bytes).substr(4));
    EXPECT_TRUE(body.ok()) << body.status().message();
    if (body.ok()) answered.body = std::move(*body);
    return answered;
  }
  Answered ask(const Asked& asked) { return read(asked, send(packet_of(asked))); }

  void make_topic(const std::string& name, int32_t partitions = 1) {
    check(log_->create_topic(name, {.partition_count = partitions}).ok());
  }

  // "first" of "topics" of "partitions".
  static const Message& first(const Message& answer) {
    return answer.list("topics").at(0).list("partitions").at(0);
  }

  static Asked produce_request(const std::string& topic, std::string batch, int64_t acks = -1) {
    Asked asked(RequestKind::kProduce, 7);
    asked.body.set("acks", acks).set("timeout_ms", 1000);
    Message& partition = asked.body.add("topics").set("name", topic).add("partitions");
    partition.set("index", 0).set("records", std::move(batch));
    return asked;
  }

  static Asked fetch_request(const std::string& topic, int64_t offset) {
    Asked asked(RequestKind::kFetch, 11);
    asked.body.set("replica_id", -1).set("max_wait_ms", 0).set("min_bytes", 1);
    asked.body.set("max_bytes", 1 << 20);
    Message& partition = asked.body.add("topics").set("name", topic).add("partitions");
    partition.set("index", 0).set("fetch_offset", offset).set("max_bytes", 1 << 20);
    return asked;
  }

  const TemporaryFolder folder_{"kafka_door"};
  std::unique_ptr<eventlog::EventLog> log_ =
      std::move(*eventlog::open_local_event_log(folder_.path()));
  TopicCreation creation_;
  KafkaOptions options_;
  std::unique_ptr<Gatekeeper> gatekeeper_;
  std::unique_ptr<KafkaDoor> door_;
  std::unique_ptr<http::PacketSession> session_;
};

}  // namespace pinflow::gateway::kafka
