// TestBroker: a real Kafka for tests, of the jars that `./dev setup --tests` fetches: one server,
// which lets everybody do everything at address(), and at guarded_address() only the user "alice"
// with the password "wonder", who may do nothing until somebody allows it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "base/child_process_for_test.h"
#include "eventlog/kafka/client.h"
#include "eventlog/kafka/kafka_event_log.h"

namespace pinflow::eventlog {

class TestBroker {
 public:
  // The one of this test program, started when it is first wanted. Null where Java or the jars are
  // not installed: the test is skipped then.
  static TestBroker* shared() {
    static std::unique_ptr<TestBroker> broker = make();
    return broker.get();
  }

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  std::string guarded_address() const { return "127.0.0.1:" + std::to_string(guarded_port_); }

  // As kill -9 of the server would; start() brings back what it had acknowledged.
  void kill() { process_.reset(); }
  void start() {
    const bool is_new = !std::filesystem::exists(folder_ / "log");
    std::string java =
        "exec nice java -Xms64m -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "
        "-Xshare:auto -cp '" +
        jars().string() + "/*' ";
    std::string server = java + "kafka.Kafka " + (folder_ / "properties").string();
    std::string format = java + "kafka.tools.StorageTool format --cluster-id " +
                         "pinflowPinflowPinflow0 --config " + (folder_ / "properties").string();
    std::string script = is_new ? "(" + format + ") >&2 && " + server : server;
    process_ = std::make_unique<ChildProcess>(std::vector<std::string>{"/bin/sh", "-c", script},
                                              folder_ / "said");
  }

  // Settings with which a test opens the log.
  KafkaEventLogOptions options() const {
    KafkaEventLogOptions options;
    options.client.properties["bootstrap.servers"] = address();
    options.refresh_period = std::chrono::milliseconds(50);
    return options;
  }

  // Waits until the server answers.
  std::unique_ptr<EventLog> open(const Clock* clock = &system_clock()) const {
    KafkaEventLogOptions with_clock = options();
    with_clock.clock = clock;
    for (int attempt = 0; attempt < 12; ++attempt) {
      auto log = open_kafka_event_log(with_clock);
      if (log.ok()) return std::move(*log);
      if (log.status().code() != Code::kUnavailable) break;
    }
    return nullptr;
  }

  // As it was when it was new.
  void clear() const {
    std::unique_ptr<EventLog> log = open();
    ASSERT_TRUE(log) << "Kafka did not start: " << (folder_ / "said");
    for (const Topic& topic : log->topics()) EXPECT_TRUE(log->delete_topic(topic.name).ok());
    for (const std::string& group : log->groups()) EXPECT_TRUE(log->delete_group(group).ok());
  }

 private:
  static std::filesystem::path jars() { return std::filesystem::absolute("build/kafka"); }

  static std::unique_ptr<TestBroker> make() {
    if (!std::filesystem::exists("/usr/bin/java")) return nullptr;
    if (!std::filesystem::exists(jars() / "pom.stamp")) return nullptr;
    return std::unique_ptr<TestBroker>(new TestBroker());
  }

  TestBroker() {
    std::filesystem::create_directories(folder_);
    std::string controller = std::to_string(free_port());
    std::string text =
        "process.roles=broker,controller\n"
        "node.id=1\n"
        "listeners=PLAIN://" +
        address() + ",GUARDED://" + guarded_address() + ",CONTROLLER://127.0.0.1:" + controller +
        "\n" +
        "listener.security.protocol.map=PLAIN:PLAINTEXT,GUARDED:SASL_PLAINTEXT,"
        "CONTROLLER:PLAINTEXT\n"
        "inter.broker.listener.name=PLAIN\n"
        "controller.listener.names=CONTROLLER\n"
        "controller.quorum.voters=1@127.0.0.1:" +
        controller + "\n" +
        "listener.name.guarded.sasl.enabled.mechanisms=PLAIN\n"
        "listener.name.guarded.plain.sasl.jaas.config="
        "org.apache.kafka.common.security.plain.PlainLoginModule required "
        "user_alice=\"wonder\";\n"
        "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer\n"
        "super.users=User:ANONYMOUS\n"
        "log.dirs=" +
        (folder_ / "log").string() + "\n" +
        "auto.create.topics.enable=false\n"
        "broker.session.timeout.ms=4000\n"  // One that was killed comes back that soon.
        "broker.heartbeat.interval.ms=200\n"
        "offsets.topic.num.partitions=1\n"
        "offsets.topic.replication.factor=1\n"
        "transaction.state.log.num.partitions=1\n"
        "transaction.state.log.replication.factor=1\n"
        "transaction.state.log.min.isr=1\n"
        "log.cleaner.enable=false\n";
    std::ofstream(folder_ / "properties") << text;
    start();
  }
  ~TestBroker() {
    process_.reset();
    std::filesystem::remove_all(folder_);
  }
  friend std::default_delete<TestBroker>;

  const uint16_t port_ = free_port();
  const uint16_t guarded_port_ = free_port();
  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("pinflow-kafka-" + std::to_string(port_));
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace pinflow::eventlog
