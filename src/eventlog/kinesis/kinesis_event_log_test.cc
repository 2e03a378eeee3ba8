// What EventLog's contract does not say: what others do to a stream, and how a service fails.
#include "eventlog/kinesis/kinesis_event_log.h"

#include <gtest/gtest.h>

#include <thread>

#include "eventlog/kinesis/aggregate.h"
#include "eventlog/kinesis/followed_stream.h"
#include "eventlog/kinesis/test_kinesis.h"
#include "eventlog/local/test_log.h"
#include "http/client.h"
#include "http/sigv4.h"

namespace pinflow::eventlog {
namespace {

class KinesisEventLogTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!TestKinesis::shared()) GTEST_SKIP() << "no pinflow is built beside this test";
    ASSERT_NO_FATAL_FAILURE(TestKinesis::shared()->clear());
    service_ = TestKinesis::shared()->service();
    reopen();
  }

  void reopen() {
    log_.reset();
    auto log = open_kinesis_event_log(TestKinesis::shared()->options(folder_));
    ASSERT_TRUE(log.ok()) << log.status().message();
    log_ = std::move(*log);
  }

  Result<Offset> append(const std::vector<std::string>& values, int32_t partition = 0) {
    return log_->append_and_wait("orders", Partition{partition}, records_of(values));
  }
  std::string read(int32_t partition = 0) {
    return joined(log_->read({"orders", Partition{partition}}, Offset{0}, {}));
  }
  // As another program puts records, by the hash key that it wants.
  void put(const std::string& data, const std::string& hash_key = "0") {
    const std::vector<PutEntry> entries = {{data, "foreign", hash_key}};
    auto outcomes = service_->put("orders", entries);
    ASSERT_TRUE(outcomes.ok()) << outcomes.status().message();
    ASSERT_TRUE(outcomes->front().status.ok());
  }
  template <class Condition>
  void wait_until(Condition condition) {
    while (!condition()) log_->wait_for_change(log_->change_count(), std::chrono::milliseconds(5));
  }

  void ask(const std::string& action, const std::string& body);

  const std::filesystem::path folder_ = fresh_folder();
  std::unique_ptr<KinesisService> service_;
  std::unique_ptr<EventLog> log_;
};

// An action that a log has no use for.
void KinesisEventLogTest::ask(const std::string& action, const std::string& body) {
  const auto options = TestKinesis::shared()->service_options();
  auto client = http::open_client(*http::parse_url(options.endpoint));
  const http::SigningScope scope{http::amz_date(system_clock().now()), "us-east-1", "kinesis"};
  http::Fields headers = {{"Host", "localhost"},
                          {"Content-Type", "application/x-amz-json-1.1"},
                          {"X-Amz-Date", scope.date_time},
                          {"X-Amz-Target", "Kinesis_20131202." + action}};
  headers.emplace_back("Authorization",
                       http::authorization({"POST", "/", {}, headers, "-"}, scope, "any", "any"));
  auto answer = client->send("POST", "/", headers, body);
  ASSERT_TRUE(answer.ok());
  ASSERT_EQ(answer->status, 200) << answer->body;
}

TEST_F(KinesisEventLogTest, ReadsAParentToItsEndBeforeItsChildren) {
  ASSERT_TRUE(log_->create_topic("orders", {}).ok());
  ASSERT_TRUE(append({"a"}).ok());
  const std::string half = "170141183460469231731687303715884105728";
  for (int i = 0; i < 50; ++i) put("b" + std::to_string(i));
  ask("SplitShard", R"({"StreamName":"orders","ShardToSplit":"shardId-000000000000",)"
                    R"("NewStartingHashKey":")" +
                        half + R"("})");
  put("low", "1");
  put("high", half);
  wait_until([&] {
    auto topic = log_->topic("orders");
    return topic.ok() && topic->config.partition_count == 3 && read(1) == "low" &&
           read(2) == "high";
  });
  EXPECT_EQ(log_->topic("orders")->config.closed, std::set<Partition>{Partition{0}});
  EXPECT_EQ(log_->offsets({"orders", Partition{0}})->end, Offset{51});
  EXPECT_EQ(append({"late"}).status().code(), Code::kOutOfRange);
  EXPECT_EQ(shown(append({"mine"}, 2)), "1");
  reopen();
  EXPECT_EQ(read(2), "high|mine");
  EXPECT_EQ(shown(append({"again"}, 1)), "1");

  ask("MergeShards", R"({"StreamName":"orders","ShardToMerge":"shardId-000000000001",)"
                     R"("AdjacentShardToMerge":"shardId-000000000002"})");
  put("one");
  wait_until(
      [&] { return log_->topic("orders")->config.partition_count == 4 && read(3) == "one"; });
  EXPECT_EQ(log_->topic("orders")->config.closed.size(), 3u);
}

TEST_F(KinesisEventLogTest, ReadsWhatOthersPutWhileItWasAway) {
  ASSERT_TRUE(log_->create_topic("orders", {}).ok());
  ASSERT_TRUE(append({"a", "b"}).ok());
  log_.reset();
  put("c");
  put(make_aggregate({{"k", "1", "d"}, {"k", "1", "e"}}));
  reopen();
  wait_until([&] { return read() == "a|b|c|d|e"; });
  for (int round = 0; round < 3; ++round) {
    reopen();
    EXPECT_EQ(shown(append({"f"})), std::to_string(5 + round));
  }
  EXPECT_EQ(read(), "a|b|c|d|e|f|f|f");
}

TEST_F(KinesisEventLogTest, CatchesUpWithWhatOthersPut) {
  ASSERT_TRUE(log_->create_topic("orders", {}).ok());
  for (int round = 1; round <= 5; ++round) {
    for (int i = 0; i < 4; ++i) put("x");
    ASSERT_TRUE(catch_up(*log_, {"orders", Partition{0}}).ok());
    EXPECT_EQ(to_int64(log_->offsets({"orders", Partition{0}})->end), 4 * round);
  }
  EXPECT_EQ(catch_up(*log_, {"nothing", Partition{0}}).code(), Code::kNotFound);
}

TEST_F(KinesisEventLogTest, LosesAndDoublesNothingWhenTheServiceIsKilledBetweenPuts) {
  ASSERT_TRUE(log_->create_topic("orders", {}).ok());
  std::string all;
  for (int i = 0; i < 30; ++i) {
    if (i % 10 == 5) {
      TestKinesis::shared()->kill();
      TestKinesis::shared()->start();
    }
    EXPECT_EQ(shown(append({std::to_string(i)})), std::to_string(i));
    all += (i == 0 ? "" : "|") + std::to_string(i);
  }
  EXPECT_EQ(read(), all);
}

TEST_F(KinesisEventLogTest, FollowsAStreamThatAnotherProgramMadeAnew) {
  ASSERT_TRUE(log_->create_topic("orders", {}).ok());
  ASSERT_TRUE(append({"old"}).ok());
  const std::string old_id = log_->topic("orders")->id;
  ASSERT_TRUE(service_->delete_stream("orders").ok());
  ASSERT_TRUE(service_->create_stream("orders", 2).ok());
  put("new");
  wait_until([&] {
    auto topic = log_->topic("orders");
    return topic.ok() && topic->id != old_id && read() == "new";
  });
  EXPECT_EQ(log_->topic("orders")->config.partition_count, 2);
}

TEST_F(KinesisEventLogTest, KeepsItsPlaceWhenRetentionLeftNothingOfTheCopy) {
  ASSERT_TRUE(log_->create_topic("orders", {.retention_time = std::chrono::milliseconds(1)}).ok());
  ASSERT_TRUE(append({"a", "b"}).ok());
  wait_until([&] { return *log_->apply_retention() == 2; });
  reopen();
  EXPECT_EQ(shown(append({"c"})), "2");
  EXPECT_EQ(log_->offsets({"orders", Partition{0}})->end, Offset{3});
}

TEST_F(KinesisEventLogTest, SeesOnlyTheStreamsThatItIsToSee) {
  ASSERT_TRUE(service_->create_stream("ours-a", 1).ok());
  ASSERT_TRUE(service_->create_stream("theirs", 1).ok());
  KinesisEventLogOptions options = TestKinesis::shared()->options(folder_);
  options.streams = {"ours-*", "orders"};
  log_.reset();
  auto log = open_kinesis_event_log(options);
  ASSERT_TRUE(log.ok());
  ASSERT_TRUE((*log)->create_topic("orders", {}).ok());
  EXPECT_EQ((*log)->create_topic("other", {}).status().code(), Code::kInvalidArgument);
  std::string names;
  for (const Topic& topic : (*log)->topics()) names += topic.name + " ";
  EXPECT_EQ(names, "orders ours-a ");
}

TEST_F(KinesisEventLogTest, SaysThatNoServiceIsThereOrThatItDoesNotLetUsIn) {
  KinesisEventLogOptions options = TestKinesis::shared()->options(folder_ / "other");
  options.service.endpoint = "http://127.0.0.1:" + std::to_string(free_port());
  EXPECT_EQ(open_kinesis_event_log(options).status().code(), Code::kUnavailable);
  options.service.endpoint = "nowhere";
  EXPECT_EQ(open_kinesis_event_log(options).status().code(), Code::kInvalidArgument);
  options.service.key = [] { return Result<AccessKey>(Status(Code::kDenied, "no key")); };
  options.service.endpoint = TestKinesis::shared()->service_options().endpoint;
  EXPECT_EQ(open_kinesis_event_log(options).status().code(), Code::kDenied);
}

TEST_F(KinesisEventLogTest, ServiceNamesWhatItRefuses) {
  const Status status = service_->describe("nothing").status();
  EXPECT_EQ(status.code(), Code::kNotFound);
  EXPECT_NE(status.message().find("DescribeStreamSummary: ResourceNotFoundException"),
            std::string::npos)
      << status.message();
  EXPECT_EQ(service_->create_stream("a/b", 1).code(), Code::kInvalidArgument);
  ASSERT_TRUE(service_->create_stream("a", 1).ok());
  EXPECT_EQ(service_->create_stream("a", 1).code(), Code::kAlreadyExists);
  EXPECT_EQ(service_->take("garbage").status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::eventlog
