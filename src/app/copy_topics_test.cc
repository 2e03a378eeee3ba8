#include "app/copy_topics.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/temporary_folder.h"
#include "eventlog/local/local_event_log.h"

namespace pinflow::app {
namespace {

using eventlog::Offset;
using eventlog::Partition;

class CopyTopicsTest : public testing::Test {
 protected:
  void SetUp() override {
    from_ = open("from");
    to_ = open("to");
    ASSERT_TRUE(from_->create_topic("orders", {.partition_count = 2}).ok());
    options_.folder = folder_.path() / "notes";
    options_.batch_bytes_max = 10;
  }

  std::unique_ptr<eventlog::EventLog> open(const std::string& name) {
    EXPECT_TRUE(create_directories_durably(folder_.path()).ok());
    auto log = eventlog::open_local_event_log(folder_.path() / name);
    EXPECT_TRUE(log.ok()) << log.status().message();
    return std::move(*log);
  }
  static void add(eventlog::EventLog& log, const std::vector<std::string>& values,
                  int32_t partition = 0) {
    std::vector<model::Record> records;
    for (const std::string& value : values) {
      records.push_back({"k", value, UnixMillis(std::chrono::milliseconds(7)), {{"h", "1"}}});
    }
    ASSERT_TRUE(log.append_and_wait("orders", Partition{partition}, records).ok());
  }
  std::string copied(int32_t partition = 0) {
    auto records = to_->read({"orders", Partition{partition}}, Offset{0}, {});
    std::string all;
    for (const auto& stored : *records) all += *stored.record.value + " ";
    return all;
  }
  Result<TopicsCopyReport> copy() { return copy_topics(*from_, *to_, options_, {}); }

  const TemporaryFolder folder_{"copy-topics-test-"};
  std::unique_ptr<eventlog::EventLog> from_, to_;
  TopicCopyOptions options_;
};

TEST_F(CopyTopicsTest, CopiesRecordsWithAllTheirParts) {
  add(*from_, {"a", "b"});
  add(*from_, {"c"}, 1);
  auto report = copy();
  ASSERT_TRUE(report.ok()) << report.status().message();
  EXPECT_TRUE(report->is_complete());
  EXPECT_EQ(report->topics.at(0).records, 3);
  EXPECT_EQ(report->topics.at(0).copied, 3);
  EXPECT_EQ(copied(0), "a b ");
  EXPECT_EQ(copied(1), "c ");
  auto records = to_->read({"orders", Partition{1}}, Offset{0}, {});
  EXPECT_EQ(records->at(0).record.key, "k");
  EXPECT_EQ(records->at(0).record.timestamp, UnixMillis(std::chrono::milliseconds(7)));
  EXPECT_EQ(records->at(0).record.headers.at(0).value, "1");
}

TEST_F(CopyTopicsTest, GoesOnWhereItWas) {
  add(*from_, {"a", "b"});
  ASSERT_TRUE(copy().ok());
  add(*from_, {"c"});
  auto report = copy();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->topics.at(0).copied, 1);
  EXPECT_EQ(report->topics.at(0).already_there, 2);
  EXPECT_EQ(copied(), "a b c ");
}

// As a copy that was killed between the append and the note of it leaves the destination.
TEST_F(CopyTopicsTest, CopiesNothingTwiceThatWasStoredAndNotNoted) {
  add(*from_, {"a"});
  ASSERT_TRUE(copy().ok());
  add(*from_, {"bbbbbbbbbb", "c", "dddddddddd", "e"});
  add(*to_, {"bbbbbbbbbb", "c", "dddddddddd"});
  auto report = copy();
  ASSERT_TRUE(report.ok()) << report.status().message();
  EXPECT_EQ(copied(), "a bbbbbbbbbb c dddddddddd e ");
  EXPECT_EQ(report->topics.at(0).records, 5);
  EXPECT_EQ(report->topics.at(0).copied, 1);
  EXPECT_TRUE(report->is_complete());
}

TEST_F(CopyTopicsTest, CountsWhatRetentionTook) {
  ASSERT_TRUE(from_->delete_topic("orders").ok());
  ASSERT_TRUE(from_->create_topic("orders", {.retention_time = std::chrono::hours(1)}).ok());
  add(*from_, {"a", "b"});
  ASSERT_TRUE(copy().ok());
  add(*from_, {"c", "d"});
  add(*to_, {"c"});
  ASSERT_EQ(*from_->apply_retention(), 4);
  auto report = copy();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->topics.at(0).lost, 1);
  EXPECT_FALSE(report->is_complete());
  EXPECT_EQ(copied(), "a b c ");
}

TEST_F(CopyTopicsTest, MixesWithNobodysRecords) {
  add(*from_, {"a"});
  ASSERT_TRUE(to_->create_topic("orders", {.partition_count = 2}).ok());
  add(*to_, {"foreign"});
  EXPECT_EQ(copy().status().code(), Code::kAlreadyExists);
  ASSERT_TRUE(to_->delete_topic("orders").ok());
  ASSERT_TRUE(copy().ok());
  ASSERT_TRUE(to_->delete_topic("orders").ok());
  EXPECT_EQ(copy().status().code(), Code::kAlreadyExists);  // The one that was copied to is gone.
  EXPECT_NE(copy().status().message().find("made anew"), std::string::npos);
}

TEST_F(CopyTopicsTest, CarriesTheShardsOfAStream) {
  add(*from_, {"a"}, 1);
  auto topic = from_->topic("orders");
  topic->config.closed = {Partition{1}};
  topic->config.metadata = "{\"shards\":[]}";
  ASSERT_TRUE(from_->change_topic("orders", topic->revision, topic->config).ok());
  for (int round = 0; round < 2; ++round) {
    ASSERT_TRUE(copy().ok());
    EXPECT_EQ(to_->topic("orders")->config.closed, topic->config.closed);
    EXPECT_EQ(to_->topic("orders")->config.metadata, topic->config.metadata);
  }
  EXPECT_EQ(copied(1), "a ");
}

TEST_F(CopyTopicsTest, FollowsPartitionsThatTheSourceGot) {
  add(*from_, {"a"});
  ASSERT_TRUE(copy().ok());
  auto topic = from_->topic("orders");
  topic->config.partition_count = 3;
  ASSERT_TRUE(from_->change_topic("orders", topic->revision, topic->config).ok());
  add(*from_, {"b"}, 2);
  ASSERT_TRUE(copy().ok());
  EXPECT_EQ(copied(2), "b ");
}

TEST_F(CopyTopicsTest, CopiesOnlyWhatIsNamed) {
  ASSERT_TRUE(from_->create_topic("other.a", {}).ok());
  ASSERT_TRUE(from_->create_topic("__internal", {}).ok());
  options_.only = {"other.*"};
  ASSERT_TRUE(copy().ok());
  EXPECT_EQ(to_->topics().size(), 1u);
  options_.only = {"*"};
  ASSERT_TRUE(copy().ok());
  EXPECT_EQ(to_->topics().size(), 2u);
  options_.only = {"nothing"};
  EXPECT_EQ(copy().status().code(), Code::kNotFound);
}

TEST_F(CopyTopicsTest, EndsWhenItIsToldTo) {
  add(*from_, {"a", "b"});
  std::stop_source stop;
  stop.request_stop();
  auto report = copy_topics(*from_, *to_, options_, stop.get_token());
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->was_stopped);
  EXPECT_FALSE(report->is_complete());
  ASSERT_TRUE(copy()->is_complete());
}

}  // namespace
}  // namespace pinflow::app
