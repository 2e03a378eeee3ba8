#include "sink/supervised_task.h"

#include <gtest/gtest.h>

#include "sink/memory_log_for_test.h"
#include "sink/memory_store_for_test.h"

namespace pinflow::sink {
namespace {

using std::chrono::milliseconds;

class SupervisedTaskTest : public testing::Test {
 protected:
  SupervisedTaskTest() {
    config_.name = "c";
    log_.add(of_, "1");
  }
  static UnixMillis at(int64_t time_ms) { return UnixMillis(milliseconds(time_ms)); }

  ConnectorConfig config_;
  TopicPartition of_{"t", model::Partition{0}};
  MemoryLog log_;
  MemoryStore bucket_;
  SupervisedTask task_{config_, of_, log_, bucket_};
};

TEST_F(SupervisedTaskTest, WaitsAfterAnErrorAndThenGoesOn) {
  log_.fail_commits(1);
  task_.advance(at(0), false);
  PartitionReport report = task_.report();
  EXPECT_EQ(report.state, "retrying");
  EXPECT_EQ(report.message.find("t/0: commit: no space left; after attempt 1 the next one waits "),
            0u);
  EXPECT_EQ(report.waiting, 1);
  EXPECT_TRUE(task_.waits(at(0)));
  EXPECT_FALSE(task_.waits(at(30'000)));
  task_.advance(at(30'000), false);
  EXPECT_EQ(task_.report().state, "running");
  EXPECT_EQ(task_.report().message, "");
  EXPECT_EQ(task_.report().waiting, 0);
}

TEST_F(SupervisedTaskTest, ClosesATailThatGotNoRecordForTheInterval) {
  config_.flush_size = 10;
  config_.rotate_interval = std::chrono::seconds(1);
  task_.advance(at(5'000), false);
  log_.add(of_, "2");
  task_.advance(at(5'900), false);
  task_.advance(at(6'899), false);
  EXPECT_EQ(bucket_.text(), "");
  task_.advance(at(6'900), false);
  EXPECT_EQ(bucket_.text(), "topics/t/partition=0/t+0+0000000000.json=1 2 ;");
}

TEST_F(SupervisedTaskTest, DoesNotWaitForAClockThatWasSetBack) {
  log_.fail_commits(1);
  task_.advance(at(1'000'000), false);
  EXPECT_FALSE(task_.waits(at(0)));
}

TEST_F(SupervisedTaskTest, TellsWhatWillNotHealByItself) {
  ASSERT_TRUE(bucket_.put("topics/t/partition=0/t+0+0000000000.json", "other").ok());
  task_.advance(at(0), false);
  EXPECT_EQ(task_.report().state, "failed");
  EXPECT_TRUE(task_.waits(at(0)));
  task_.restart();
  EXPECT_FALSE(task_.waits(at(0)));
}

}  // namespace
}  // namespace pinflow::sink
