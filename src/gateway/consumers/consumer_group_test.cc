#include "gateway/consumers/consumer_group.h"

#include <gtest/gtest.h>

#include "gateway/test_event_log.h"

namespace pinflow::gateway {
namespace {

class ConsumerGroupTest : public testing::Test {
 protected:
  void create(const std::string& topic, int32_t partition_count) {
    eventlog::TopicConfig config;
    config.partition_count = partition_count;
    ASSERT_TRUE(log_.create_topic(topic, config).ok());
  }
  void join(const std::string& instance, OffsetReset reset = OffsetReset::kEarliest,
            bool commits_by_itself = true) {
    ConsumerConfig config;
    config.reset = reset;
    config.commits_by_itself = commits_by_itself;
    ASSERT_TRUE(group_.join(instance, config, "", now_).ok());
  }
  void subscribe(const std::string& instance, std::vector<std::string> topics) {
    Status status = group_.subscribe(instance, {std::move(topics), {}});
    ASSERT_TRUE(status.ok()) << status.message();
  }
  // The records as "topic/partition@offset", joined by commas; or the error.
  std::string fetch(const std::string& instance, FetchLimits limits = {}) {
    auto write = [](const model::TopicPartition& from, const model::StoredRecord& stored,
                    std::string* out) {
      if (stored.record.value == "bad") return Status(Code::kInvalidArgument, "bad record");
      *out += from.topic + "/" + std::to_string(to_int32(from.partition)) + "@" +
              std::to_string(to_int64(stored.offset));
      return Status();
    };
    auto fetched = group_.fetch(instance, limits, write, now_);
    return fetched.ok() ? *fetched : fetched.status().message();
  }
  std::string partitions(const std::string& instance) {
    auto assignment = group_.assignment(instance);
    std::string text;
    for (const auto& [topic, partition] : *assignment) {
      text += (text.empty() ? "" : " ") + topic + "/" + std::to_string(to_int32(partition));
    }
    return text;
  }
  int64_t committed(const std::string& topic, int32_t partition = 0) {
    auto positions = *log_.positions("g");
    auto found = positions.find({topic, model::Partition{partition}});
    return found == positions.end() ? -1 : to_int64(found->second);
  }

  MemoryEventLog log_;
  ConsumerGroup group_{"g", log_};
  SteadyTime now_{};
};

TEST_F(ConsumerGroupTest, ATopicThatIsMadeAnewIsReadFromItsBeginning) {
  for (const bool by_hand : {false, true}) {
    create("t", 1);
    for (int i = 0; i < 3; ++i) log_.add("t", "old");
    join("i");
    if (by_hand) {
      ASSERT_TRUE(group_.assign("i", {{"t", model::Partition{0}}}).ok());
    } else {
      subscribe("i", {"t"});
    }
    EXPECT_EQ(fetch("i"), "t/0@0,t/0@1,t/0@2");
    ASSERT_TRUE(log_.delete_topic("t").ok());
    create("t", 1);
    for (int i = 0; i < 4; ++i) log_.add("t", "new");
    EXPECT_EQ(fetch("i"), "t/0@0,t/0@1,t/0@2,t/0@3") << by_hand;
    group_.leave("i");
    EXPECT_EQ(committed("t"), 4);
    ASSERT_TRUE(log_.delete_topic("t").ok());
  }
}

TEST_F(ConsumerGroupTest, ReadsEachRecordOnce) {
  create("t", 1);
  log_.add("t", "a");
  log_.add("t", "b");
  join("i");
  subscribe("i", {"t"});
  EXPECT_EQ(fetch("i"), "t/0@0,t/0@1");
  EXPECT_EQ(fetch("i"), "");
  log_.add("t", "c");
  EXPECT_EQ(fetch("i"), "t/0@2");
}

TEST_F(ConsumerGroupTest, LatestBeginsWithWhatComesAfterTheSubscription) {
  create("t", 1);
  log_.add("t", "old");
  join("i", OffsetReset::kLatest);
  subscribe("i", {"t"});
  log_.add("t", "new");
  EXPECT_EQ(fetch("i"), "t/0@1");
}

TEST_F(ConsumerGroupTest, SharesPartitionsAmongItsInstances) {
  create("t", 4);
  join("a");
  subscribe("a", {"t"});
  EXPECT_EQ(partitions("a"), "t/0 t/1 t/2 t/3");
  join("b");
  subscribe("b", {"t"});
  EXPECT_EQ(partitions("a"), "t/2 t/3");
  EXPECT_EQ(partitions("b"), "t/0 t/1");
  group_.leave("a");
  EXPECT_EQ(partitions("b"), "t/0 t/1 t/2 t/3");
}

TEST_F(ConsumerGroupTest, WhoGetsAPartitionGoesOnWhereItWasLeft) {
  create("t", 2);
  log_.add("t", "x", 0);
  log_.add("t", "x", 1);
  join("a");
  subscribe("a", {"t"});
  EXPECT_EQ(fetch("a"), "t/0@0,t/1@0");
  join("b");
  subscribe("b", {"t"});
  log_.add("t", "y", 0);
  log_.add("t", "y", 1);
  EXPECT_EQ(fetch("b"), "t/0@1");
  EXPECT_EQ(fetch("a"), "t/1@1");
}

TEST_F(ConsumerGroupTest, WithoutACommitTheNextOneReadsAgain) {
  create("t", 1);
  log_.add("t", "x");
  join("a", OffsetReset::kEarliest, /*commits_by_itself=*/false);
  subscribe("a", {"t"});
  EXPECT_EQ(fetch("a"), "t/0@0");
  group_.leave("a");
  EXPECT_EQ(committed("t"), -1);
  join("b", OffsetReset::kEarliest, false);
  subscribe("b", {"t"});
  EXPECT_EQ(fetch("b"), "t/0@0");
  ASSERT_TRUE(group_.commit("b", nullptr).ok());
  EXPECT_EQ(committed("t"), 1);
}

TEST_F(ConsumerGroupTest, CommitsByItselfAfterAWhile) {
  create("t", 1);
  log_.add("t", "x");
  join("a");
  subscribe("a", {"t"});
  fetch("a");
  EXPECT_EQ(committed("t"), -1);
  now_ += std::chrono::seconds(5);
  fetch("a");
  EXPECT_EQ(committed("t"), 1);
}

TEST_F(ConsumerGroupTest, TakesUpTopicsThatComeLater) {
  join("a");
  ASSERT_TRUE(
      group_.subscribe("a", {{}, [](std::string_view topic) { return topic.starts_with("x."); }})
          .ok());
  EXPECT_EQ(partitions("a"), "");
  create("x.1", 1);
  create("y.1", 1);
  log_.add("x.1", "v");
  EXPECT_EQ(fetch("a"), "x.1/0@0");
  EXPECT_EQ(*group_.subscription("a"), (std::vector<std::string>{"x.1"}));
  ASSERT_TRUE(log_.delete_topic("x.1").ok());
  EXPECT_EQ(fetch("a"), "");
}

TEST_F(ConsumerGroupTest, SubscribingAndAssigningExcludeEachOther) {
  create("t", 2);
  join("a");
  EXPECT_EQ(fetch("a"), "Consumer is not subscribed to any topics or assigned any partitions");
  ASSERT_TRUE(group_.assign("a", {{"t", model::Partition{1}}}).ok());
  EXPECT_EQ(group_.subscribe("a", {{"t"}, {}}).code(), Code::kDenied);
  EXPECT_EQ(partitions("a"), "t/1");
  ASSERT_TRUE(group_.unsubscribe("a").ok());
  subscribe("a", {"t"});
  EXPECT_EQ(group_.assign("a", {}).code(), Code::kDenied);
  EXPECT_EQ(group_.subscribe("a", {{}, [](std::string_view) { return true; }}).code(),
            Code::kDenied);
}

TEST_F(ConsumerGroupTest, SeeksInItsOwnPartitionsOnly) {
  create("t", 2);
  for (int i = 0; i < 3; ++i) log_.add("t", "x");
  join("a");
  ASSERT_TRUE(group_.assign("a", {{"t", model::Partition{0}}}).ok());
  ASSERT_TRUE(group_.seek("a", {{{"t", model::Partition{0}}, model::Offset{2}}}).ok());
  EXPECT_EQ(fetch("a"), "t/0@2");
  Status status = group_.seek("a", {{{"t", model::Partition{1}}, model::Offset{0}}});
  EXPECT_EQ(status.message(), "No current assignment for partition t-1");
}

TEST_F(ConsumerGroupTest, GoesOnAtTheBeginningWhenRetentionWasFaster) {
  create("t", 1);
  for (int i = 0; i < 5; ++i) log_.add("t", "x");
  join("a");
  subscribe("a", {"t"});
  log_.forget_before("t", 3);
  EXPECT_EQ(fetch("a"), "t/0@3,t/0@4");
}

TEST_F(ConsumerGroupTest, LimitsWhatOneFetchTakes) {
  create("t", 1);
  for (int i = 0; i < 4; ++i) log_.add("t", "four");
  join("a");
  subscribe("a", {"t"});
  EXPECT_EQ(fetch("a", {.bytes_min = 17}), "");  // It takes nothing.
  EXPECT_EQ(fetch("a", {.bytes_max = 9}), "t/0@0,t/0@1");
  EXPECT_EQ(fetch("a", {.bytes_max = 1}), "t/0@2");
}

TEST_F(ConsumerGroupTest, ARecordThatCannotBeShownStopsTheFetchInFrontOfIt) {
  create("t", 1);
  log_.add("t", "good");
  log_.add("t", "bad");
  join("a");
  subscribe("a", {"t"});
  EXPECT_EQ(fetch("a"), "t/0@0");
  EXPECT_EQ(fetch("a"), "bad record");
  EXPECT_EQ(fetch("a"), "bad record");
}

TEST_F(ConsumerGroupTest, IdleInstancesGoAndLeaveTheirPartitions) {
  create("t", 2);
  join("a");
  subscribe("a", {"t"});
  join("b");
  subscribe("b", {"t"});
  now_ += std::chrono::minutes(5);
  ASSERT_TRUE(group_.touch("b", "", now_).ok());
  EXPECT_EQ(group_.touch("b", "somebody else", now_).status().code(), Code::kNotFound);
  group_.expire(now_);
  EXPECT_EQ(group_.touch("a", "", now_).status().code(), Code::kNotFound);
  EXPECT_EQ(partitions("b"), "t/0 t/1");
}

}  // namespace
}  // namespace pinflow::gateway
