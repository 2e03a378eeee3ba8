#include "gateway/receipts.h"

#include <gtest/gtest.h>

#include "gateway/test_event_log.h"

namespace pinflow::gateway {
namespace {

class ReceiptsTest : public testing::Test {
 protected:
  ReceiptsTest() {
    eventlog::TopicConfig config;
    config.partition_count = 2;
    topic_ = *log_.create_topic("t", config);
    restart();
  }

  void restart() { receipts_ = std::make_unique<Receipts>(log_, std::chrono::hours(1), clock_); }

  // As the producer does it: stores what is not stored, one record in each of these partitions.
  // "p@offset …", or the error's code.
  std::string store(const std::string& key, const std::string& content,
                    std::vector<int32_t> partitions = {0}) {
    auto request = RequestIdentity::of(key, content);
    auto stored = receipts_->begin(topic_, request);
    if (!stored.ok()) return stored.status().message();
    std::string text;
    for (int32_t number : partitions) {
      model::Partition partition{number};
      if (!stored->first_offsets.contains(partition)) {
        model::Record record{{}, content, clock_.now(), {Receipts::header(request, 2)}};
        auto first = log_.append_and_wait("t", partition, {record});
        if (first.ok()) stored->first_offsets[partition] = *first;
      }
      auto first = stored->first_offsets.find(partition);
      text +=
          (text.empty() ? "" : " ") + std::to_string(number) + "@" +
          (first == stored->first_offsets.end() ? "none" : std::to_string(to_int64(first->second)));
    }
    receipts_->end(topic_, request, *stored);
    return text;
  }

  MemoryEventLog log_;
  ManualClock clock_{UnixMillis(std::chrono::hours(1000))};
  eventlog::Topic topic_;
  std::unique_ptr<Receipts> receipts_;
};

constexpr const char* kOtherContent = "Idempotency-Key: came before with other records";

TEST_F(ReceiptsTest, ARetryFindsWhatIsStored) {
  EXPECT_EQ(store("k", "a", {0, 1}), "0@0 1@0");
  EXPECT_EQ(store("k", "a", {0, 1}), "0@0 1@0");
  EXPECT_EQ(store("other", "a"), "0@1");
  EXPECT_EQ(store("k", "b"), kOtherContent);
  EXPECT_EQ(log_.values("t"), "a|a");
}

TEST_F(ReceiptsTest, ARetryFindsItAfterARestart) {
  log_.add("t", "without a key");
  EXPECT_EQ(store("k", "a", {0, 1}), "0@1 1@0");
  restart();
  EXPECT_EQ(store("k", "b"), kOtherContent);
  EXPECT_EQ(store("k", "a", {0, 1}), "0@1 1@0");
}

TEST_F(ReceiptsTest, ARetryAddsWhatFailed) {
  log_.fail(1, Status(Code::kUnavailable, "disk full"));
  EXPECT_EQ(store("k", "a", {0, 1}), "0@0 1@none");
  log_.heal();
  EXPECT_EQ(store("k", "a", {0, 1}), "0@0 1@0");
  EXPECT_EQ(log_.values("t"), "a");
}

TEST_F(ReceiptsTest, WhatFailedAsAWholeMayComeInAnotherForm) {
  log_.fail(0, Status(Code::kUnavailable, "disk full"));
  EXPECT_EQ(store("k", "a"), "0@none");
  log_.heal();
  EXPECT_EQ(store("k", "b"), "0@0");
}

TEST_F(ReceiptsTest, OnlyOneRequestWithAKeyRunsAtATime) {
  auto request = RequestIdentity::of("k", "a");
  ASSERT_TRUE(receipts_->begin(topic_, request).ok());
  EXPECT_EQ(receipts_->begin(topic_, request).status().code(), Code::kAlreadyExists);
  receipts_->end(topic_, request, {});
  EXPECT_TRUE(receipts_->begin(topic_, request).ok());
}

TEST_F(ReceiptsTest, KeysAreForgottenAfterTheWindow) {
  EXPECT_EQ(store("k", "a"), "0@0");
  clock_.advance(std::chrono::minutes(61));
  EXPECT_EQ(store("k", "b"), "0@1");
  clock_.advance(std::chrono::minutes(61));
  restart();
  EXPECT_EQ(store("k", "c"), "0@2");
}

TEST_F(ReceiptsTest, ATopicThatIsMadeAnewHasNone) {
  EXPECT_EQ(store("k", "a"), "0@0");
  ASSERT_TRUE(log_.delete_topic("t").ok());
  topic_ = *log_.create_topic("t", topic_.config);
  EXPECT_EQ(store("k", "b"), "0@0");
}

}  // namespace
}  // namespace pinflow::gateway
