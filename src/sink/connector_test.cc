#include "sink/connector.h"

#include <gtest/gtest.h>

#include "runs/memory_run_store.h"
#include "sink/memory_log_for_test.h"
#include "sink/memory_store_for_test.h"

namespace pinflow::sink {
namespace {

using std::chrono::milliseconds;

class ConnectorTest : public testing::Test {
 protected:
  ConnectorTest() {
    config_.name = "c";
    config_.topics_regex = *Pattern::compile("demo.*");
    config_.topics_dir = "";
    config_.offset_pad_width = 1;
    reopen();
  }

  void reopen() {
    connector_.reset();
    connector_ = std::make_unique<Connector>(config_, log_, open_bucket_, *runs_, clock_);
  }

  void add(const std::string& topic, const std::string& value, int32_t partition = 0) {
    log_.add({topic, model::Partition{partition}}, value);
  }

  runs::PartState state() {
    auto parts = *runs_->parts();
    return parts.empty() ? runs::PartState() : parts[0];
  }
  void command(const char* name) { ASSERT_TRUE(runs_->put_command("connector/c", name, "").ok()); }
  // Waits, as long as the test may last, until the log's change count is up and `holds`.
  void wait_until(const std::function<bool()>& holds) {
    while (!holds()) log_.wait_for_change(log_.change_count(), milliseconds(1));
  }

  ConnectorConfig config_;
  MemoryLog log_;
  MemoryStore bucket_;
  OpenBucket open_bucket_ = [this](const ConnectorConfig&) {
    return Result<objects::Store*>(&bucket_);
  };
  ManualClock clock_{UnixMillis(milliseconds(1'000'500))};
  std::unique_ptr<runs::RunStore> runs_ = runs::open_memory_run_store(clock_);
  std::unique_ptr<Connector> connector_;
};

TEST_F(ConnectorTest, DrainsEveryPartitionOfTheTopicsThatMatch) {
  add("demo.a", "1");
  add("demo.a", "2", 1);
  add("demo.b", "3");
  add("other", "4");
  auto report = connector_->drain();
  ASSERT_TRUE(report.ok()) << report.status().message();
  EXPECT_EQ(report->size(), 3u);
  EXPECT_EQ(report->at(1).of.partition, model::Partition{1});
  EXPECT_EQ(report->at(1).counts.records_written, 1);
  EXPECT_EQ(report->at(1).waiting, 0);
  EXPECT_EQ(bucket_.text(),
            "demo.a/partition=0/demo.a+0+0.json=1 ;demo.a/partition=1/demo.a+1+0.json=2 ;"
            "demo.b/partition=0/demo.b+0+0.json=3 ;");
  EXPECT_EQ(state().state, "running");
}

TEST_F(ConnectorTest, TakesUpNewTopicsAndRecordsWhileItRuns) {
  // A change of the log wakes it; at worst it looks so often.
  static_assert(kAttention < std::chrono::seconds(1));
  Connector running(config_, log_, open_bucket_, *runs_);
  running.start();
  add("demo.a", "1");
  wait_until([&] { return bucket_.text() == "demo.a/partition=0/demo.a+0+0.json=1 ;"; });
  add("demo.b", "2");
  wait_until([&] { return bucket_.text().find("demo.b+0+0.json=2 ;") != std::string::npos; });
  running.stop();
  add("demo.c", "3");
  EXPECT_EQ(bucket_.text().find("demo.c"), std::string::npos);
  running.start();
  wait_until([&] { return bucket_.text().find("demo.c+0+0.json=3 ;") != std::string::npos; });
}

TEST_F(ConnectorTest, StopsAPartitionThatSomebodyMustMendAndGoesOnWithTheOthers) {
  add("demo.a", "{bad");
  add("demo.b", "1");
  EXPECT_EQ(connector_->drain().status().code(), Code::kInvalidArgument);
  EXPECT_EQ(bucket_.text(), "demo.b/partition=0/demo.b+0+0.json=1 ;");
  EXPECT_EQ(state().state, "failed");
  EXPECT_NE(state().message.find("demo.a/0: record at offset 0"), std::string::npos);
  EXPECT_EQ(connector_->report().partitions.at(0).state, "failed");
  EXPECT_EQ(connector_->report().partitions.at(1).state, "running");
}

TEST_F(ConnectorTest, GoesOnByItselfOnceTheCauseIsGoneAndSaysWhyItWaits) {
  add("demo.a", "1");
  ASSERT_TRUE(bucket_.put("demo.a/partition=0/demo.a+0+0.json", "other").ok());
  Connector running(config_, log_, open_bucket_, *runs_);
  running.start();
  wait_until([&] { return state().state == "failed"; });
  EXPECT_NE(state().message.find("demo.a/0: object demo.a/partition=0/demo.a+0+0.json holds other"),
            std::string::npos);
  EXPECT_NE(state().message.find("; after attempt "), std::string::npos);
  ASSERT_TRUE(bucket_.remove("demo.a/partition=0/demo.a+0+0.json").ok());
  wait_until([&] { return state().state == "running"; });
  EXPECT_EQ(bucket_.text(), "demo.a/partition=0/demo.a+0+0.json=1 ;");
}

TEST_F(ConnectorTest, TriesAgainAtOnceWhenToldToRestart) {
  add("demo.a", "1");
  log_.fail_commits(100);
  Connector running(config_, log_, open_bucket_, *runs_);
  running.start();
  // So often that the next attempt is seconds away.
  wait_until([&] { return state().message.find("attempt 4") != std::string::npos; });
  log_.fail_commits(0);
  command("restart");
  wait_until([&] { return state().state == "running"; });
}

TEST_F(ConnectorTest, GoesOnOnceItsBucketCanBeOpened) {
  int attempts = 0;
  open_bucket_ = [&](const ConnectorConfig&) -> Result<objects::Store*> {
    if (++attempts == 1) return Status(Code::kUnavailable, "connection refused");
    return &bucket_;
  };
  reopen();
  add("demo.a", "1");
  EXPECT_EQ(connector_->drain().status().message(), "bucket : connection refused");
  EXPECT_EQ(state().state, "retrying");
  ASSERT_TRUE(connector_->drain().ok());
  EXPECT_EQ(state().state, "running");
}

TEST_F(ConnectorTest, SharesThePartitionsAmongItsTasks) {
  config_.tasks_max = 2;
  reopen();
  for (const char* topic : {"demo.a", "demo.b", "demo.c"}) add(topic, "1");
  ASSERT_TRUE(connector_->drain().ok());
  add("demo.aa", "1");
  ASSERT_TRUE(connector_->drain().ok());
  std::string tasks;
  for (const PartitionReport& one : connector_->report().partitions) {
    tasks += one.of.topic + "=" + std::to_string(one.task) + " ";
  }
  EXPECT_EQ(tasks, "demo.a=0 demo.aa=1 demo.b=1 demo.c=0 ");
}

TEST_F(ConnectorTest, TakesOtherPositionsWhileStoppedOnly) {
  add("demo.a", "1");
  add("demo.a", "2");
  ASSERT_TRUE(connector_->drain().ok());
  TopicPartition of{"demo.a", model::Partition{0}};
  EXPECT_EQ(connector_->set_positions({{of, Offset{1}}}).code(), Code::kAlreadyExists);
  ASSERT_TRUE(connector_->set_target(Target::kStopped).ok());
  reopen();
  ASSERT_TRUE(connector_->drain().ok());
  EXPECT_EQ(state().state, "stopped");
  EXPECT_TRUE(connector_->report().partitions.empty());
  ASSERT_TRUE(connector_->set_positions({{of, Offset{1}}}).ok());
  EXPECT_EQ(connector_->positions()->at(of), Offset{1});
  ASSERT_TRUE(bucket_.remove("demo.a/partition=0/demo.a+0+1.json").ok());
  ASSERT_TRUE(connector_->set_target(Target::kRunning).ok());
  ASSERT_TRUE(connector_->drain().ok());
  EXPECT_EQ(bucket_.text(),
            "demo.a/partition=0/demo.a+0+0.json=1 ;demo.a/partition=0/demo.a+0+1.json=2 ;");
}

TEST_F(ConnectorTest, TriesAgainByItselfWhenTheStoreIsUnavailable) {
  add("demo.a", "1");
  bucket_.fail_puts(2);
  EXPECT_EQ(connector_->drain().status().code(), Code::kUnavailable);
  EXPECT_EQ(state().state, "retrying");
  EXPECT_EQ(connector_->report().partitions.at(0).state, "retrying");
  Connector running(config_, log_, open_bucket_, *runs_);
  running.start();
  wait_until([&] { return state().state == "running"; });
  EXPECT_EQ(bucket_.text(), "demo.a/partition=0/demo.a+0+0.json=1 ;");
}

TEST_F(ConnectorTest, RestsWhilePausedEvenAcrossARestart) {
  add("demo.a", "1");
  command("pause");
  ASSERT_TRUE(connector_->drain().ok());
  EXPECT_EQ(state().state, "paused");
  reopen();
  ASSERT_TRUE(connector_->drain().ok());
  EXPECT_EQ(bucket_.text(), "");
  command("resume");
  ASSERT_TRUE(connector_->drain().ok());
  EXPECT_EQ(state().state, "running");
  EXPECT_NE(bucket_.text(), "");
}

TEST_F(ConnectorTest, ClosesOpenObjectsAtFullMultiplesOfTheSchedule) {
  config_.flush_size = 100;
  config_.rotate_schedule_interval = std::chrono::seconds(1);
  reopen();
  add("demo.a", "1");
  add("demo.a", "2");
  EXPECT_EQ(connector_->drain()->at(0).waiting, 2);
  clock_.advance(milliseconds(499));
  ASSERT_TRUE(connector_->drain().ok());
  EXPECT_EQ(bucket_.text(), "");
  clock_.advance(milliseconds(1));
  ASSERT_TRUE(connector_->drain().ok());
  EXPECT_EQ(bucket_.text(), "demo.a/partition=0/demo.a+0+0.json=1 2 ;");
  add("demo.a", "3");
  EXPECT_EQ(connector_->drain()->at(0).waiting, 1);
}

TEST_F(ConnectorTest, ClosesTheLargestObjectWhenOpenOnesOutgrowTheirMemory) {
  config_.flush_size = 100;
  config_.rotate_interval = std::chrono::hours(1);
  Connector small(config_, log_, open_bucket_, *runs_, clock_, /*open_bytes_max=*/8);
  add("demo.a", "1111");
  ASSERT_TRUE(small.drain().ok());
  EXPECT_EQ(bucket_.text(), "");
  add("demo.b", "222");
  ASSERT_TRUE(small.drain().ok());
  EXPECT_EQ(bucket_.text(), "demo.a/partition=0/demo.a+0+0.json=1111 ;");
}

TEST_F(ConnectorTest, SaysWhyItIsIdle) {
  ASSERT_TRUE(connector_->drain().ok());
  EXPECT_EQ(state().message, "no topic matches yet");
}

}  // namespace
}  // namespace pinflow::sink
