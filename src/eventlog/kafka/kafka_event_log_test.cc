// What EventLog's contract does not say: how a real Kafka fails, and what others do to it.
#include "eventlog/kafka/kafka_event_log.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "eventlog/kafka/admin.h"
#include "eventlog/kafka/cursor.h"
#include "eventlog/kafka/group_offsets.h"
#include "eventlog/kafka/record_reader.h"
#include "eventlog/kafka/record_writer.h"
#include "eventlog/kafka/test_broker.h"
#include "eventlog/kafka/topic_catalog.h"
#include "eventlog/local/test_log.h"

namespace pinflow::eventlog {
namespace {

class KafkaEventLogTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!TestBroker::shared()) GTEST_SKIP() << "no Kafka: ./dev setup --tests fetches it";
    ASSERT_NO_FATAL_FAILURE(TestBroker::shared()->clear());
    log_ = TestBroker::shared()->open();
    ASSERT_TRUE(log_);
    ASSERT_TRUE(log_->create_topic("orders", {}).ok());
  }

  // Of now: by the time of its records Kafka tells how long it has to know a writer.
  Result<Offset> append(const std::vector<std::string>& values) {
    return log_->append_and_wait("orders", Partition{0}, records_of(values, system_clock().now()));
  }
  std::string read(int64_t begin) {
    return joined(log_->read({"orders", Partition{0}}, Offset{begin}, {}));
  }

  // As a client that logs in.
  Result<std::unique_ptr<EventLog>> open_as(const std::string& user, const std::string& password) {
    KafkaEventLogOptions options = TestBroker::shared()->options();
    options.client.properties = {{"bootstrap.servers", TestBroker::shared()->guarded_address()},
                                 {"security.protocol", "SASL_PLAINTEXT"},
                                 {"sasl.mechanism", "PLAIN"},
                                 {"sasl.username", user},
                                 {"sasl.password", password}};
    options.client.answer_timeout = std::chrono::milliseconds(1500);
    return open_kafka_event_log(options);
  }

  // Lets go of the first records, as Kafka's retention does.
  void delete_records_before(int64_t offset) {
    auto client = Client::open(Client::Role::kReader, TestBroker::shared()->options().client);
    Owned<rd_kafka_topic_partition_list_t> list(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(list.get(), "orders", 0)->offset = offset;
    rd_kafka_DeleteRecords_t* wanted = rd_kafka_DeleteRecords_new(list.get());
    auto answer = (*client)->ask(
        RD_KAFKA_ADMIN_OP_DELETERECORDS, "delete records", [&](const auto* options, auto* queue) {
          rd_kafka_DeleteRecords((*client)->handle(), &wanted, 1, options, queue);
        });
    EXPECT_TRUE(answer.ok()) << answer.status().message();
    rd_kafka_DeleteRecords_destroy(wanted);
  }

  std::unique_ptr<EventLog> log_;
};

TEST_F(KafkaEventLogTest, LosesAndDoublesNothingWhileTheServerIsKilledAndStartedAgain) {
  constexpr int kCount = 60;
  std::atomic<int> stored = 0;
  std::thread writer([&] {
    for (int i = 0; i < kCount; ++i) {
      Result<Offset> at = append({std::to_string(i)});
      ASSERT_TRUE(at.ok()) << at.status().message();  // The writer waits for the server.
      ASSERT_EQ(to_int64(*at), i);
      ++stored;
    }
  });
  while (stored < kCount / 3) std::this_thread::yield();
  EXPECT_EQ(read(0).substr(0, 5), "0|1|2");
  TestBroker::shared()->kill();
  TestBroker::shared()->start();
  writer.join();
  std::string all;
  for (int i = 0; i < kCount; ++i) all += (i == 0 ? "" : "|") + std::to_string(i);
  EXPECT_EQ(read(0), all);
}

TEST_F(KafkaEventLogTest, SaysThatNoServerIsThere) {
  KafkaEventLogOptions options;
  options.client.properties["bootstrap.servers"] = "127.0.0.1:" + std::to_string(free_port());
  options.client.answer_timeout = std::chrono::seconds(1);
  Status status = open_kafka_event_log(options).status();
  EXPECT_EQ(status.code(), Code::kUnavailable);
  EXPECT_NE(status.message().find("Connection refused"), std::string::npos) << status.message();
  EXPECT_NE(status.message().find("bootstrap.servers"), std::string::npos) << status.message();
  EXPECT_EQ(open_kafka_event_log({}).status().code(), Code::kInvalidArgument);
}

TEST_F(KafkaEventLogTest, SaysThatCredentialsAreWrong) {
  Status status = open_as("alice", "looking glass").status();
  EXPECT_EQ(status.code(), Code::kDenied) << status.message();
  EXPECT_NE(status.message().find("sasl.password"), std::string::npos) << status.message();
}

TEST_F(KafkaEventLogTest, SaysWhichRightIsMissing) {
  auto alice = open_as("alice", "wonder");
  ASSERT_TRUE(alice.ok()) << alice.status().message();
  EXPECT_TRUE((*alice)->topics().empty());
  Status status = (*alice)->create_topic("mine", {}).status();
  EXPECT_EQ(status.code(), Code::kDenied) << status.message();
  EXPECT_NE(status.message().find("CREATE"), std::string::npos) << status.message();
}

TEST_F(KafkaEventLogTest, SaysThatARecordIsTooLargeForTheTopic) {
  ASSERT_TRUE(log_->create_topic("small", {.record_bytes_max = 1000}).ok());
  Record record{"key", "value", at(1), {{"header", std::string(5000, 'x')}}};
  Status status = log_->append_and_wait("small", Partition{0}, {record}).status();
  EXPECT_EQ(status.code(), Code::kInvalidArgument) << status.message();
  EXPECT_NE(status.message().find("max.message.bytes"), std::string::npos) << status.message();
}

TEST_F(KafkaEventLogTest, FollowsATopicThatAnotherProgramMadeAnew) {
  ASSERT_TRUE(append({"old", "old"}).ok());
  EXPECT_EQ(read(0), "old|old");
  const std::string old_id = log_->topic("orders")->id;
  {
    auto other = TestBroker::shared()->open();
    ASSERT_TRUE(other->delete_topic("orders").ok());
    ASSERT_TRUE(other->create_topic("orders", {.partition_count = 2}).ok());
    ASSERT_TRUE(other->append_and_wait("orders", Partition{0}, records_of({"new"})).ok());
  }
  uint64_t seen = log_->change_count();
  while (log_->topic("orders").status().code() == Code::kNotFound ||
         log_->topic("orders")->id == old_id) {
    log_->wait_for_change(seen, std::chrono::milliseconds(50));
    seen = log_->change_count();
  }
  EXPECT_EQ(log_->topic("orders")->config.partition_count, 2);
  EXPECT_EQ(read(0), "new");
  EXPECT_EQ(shown(append({"mine"})), "1");
  EXPECT_EQ(read(1), "mine");
}

TEST_F(KafkaEventLogTest, WakesWhoWaitsForWhatAnotherProgramWrites) {
  EXPECT_EQ(read(0), "");
  auto other = TestBroker::shared()->open();
  uint64_t seen = log_->change_count();
  std::jthread writer(
      [&] { EXPECT_TRUE(other->append_and_wait("orders", Partition{0}, records_of({"a"})).ok()); });
  while (read(0).empty()) {
    log_->wait_for_change(seen, std::chrono::hours(1));
    seen = log_->change_count();
  }
  EXPECT_EQ(read(0), "a");
}

TEST_F(KafkaEventLogTest, TellsThatRecordsAreGone) {
  ASSERT_TRUE(append({"a", "b", "c"}).ok());
  delete_records_before(2);
  EXPECT_EQ(log_->offsets({"orders", Partition{0}})->begin, Offset{2});
  EXPECT_EQ(log_->read({"orders", Partition{0}}, Offset{1}, {}).status().code(), Code::kOutOfRange);
  EXPECT_EQ(read(2), "c");
}

TEST_F(KafkaEventLogTest, PassesOverWhatATransactionLeavesBesideRecords) {
  ClientOptions options = TestBroker::shared()->options().client;
  options.properties["transactional.id"] = "another";
  auto other = Client::open(Client::Role::kWriter, options);
  ASSERT_TRUE(other.ok());
  rd_kafka_t* handle = (*other)->handle();
  constexpr int kWaitMillis = 30'000;
  Owned<rd_kafka_error_t> error(rd_kafka_init_transactions(handle, kWaitMillis));
  ASSERT_FALSE(error) << rd_kafka_error_string(error.get());
  for (const std::string value : {"aborted", "kept"}) {
    error.reset(rd_kafka_begin_transaction(handle));
    ASSERT_FALSE(error);
    Owned<rd_kafka_topic_t> topic(rd_kafka_topic_new(handle, "orders", nullptr));
    std::string text = value;
    ASSERT_EQ(rd_kafka_produce(topic.get(), 0, RD_KAFKA_MSG_F_COPY, text.data(), text.size(),
                               nullptr, 0, nullptr),
              0);
    rd_kafka_flush(handle, kWaitMillis);
    error.reset(value == "kept" ? rd_kafka_commit_transaction(handle, kWaitMillis)
                                : rd_kafka_abort_transaction(handle, kWaitMillis));
    ASSERT_FALSE(error) << rd_kafka_error_string(error.get());
  }
  while (log_->offsets({"orders", Partition{0}})->end < Offset{4}) {
    log_->wait_for_change(log_->change_count(), std::chrono::milliseconds(10));
  }
  EXPECT_EQ(log_->offsets({"orders", Partition{0}})->end, Offset{4});
  EXPECT_EQ(read(0), "kept");
  EXPECT_EQ(read(3), "");
  EXPECT_EQ(shown(append({"after"})), "4");
  EXPECT_EQ(read(3), "after");
}

TEST_F(KafkaEventLogTest, RefusesMoreThanItsLimitOfWaitingBytes) {
  KafkaEventLogOptions options = TestBroker::shared()->options();
  options.client.properties["linger.ms"] = "500";
  options.limits.bytes_max = 100;
  auto log = open_kafka_event_log(options);
  ASSERT_TRUE(log.ok());
  std::atomic<int> done = 0;
  auto count = [&done](const Result<Offset>& offset) { done += offset.ok() ? 1 : 0; };
  (*log)->append("orders", Partition{0}, records_of({std::string(200, 'x')}), count);
  EXPECT_EQ((*log)->append_and_wait("orders", Partition{0}, records_of({"y"})).status().code(),
            Code::kExhausted);
  log->reset();  // Waits for what is on its way.
  EXPECT_EQ(done, 1);
}

}  // namespace
}  // namespace pinflow::eventlog
