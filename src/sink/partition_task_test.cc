#include "sink/partition_task.h"

#include <gtest/gtest.h>

#include "sink/memory_log_for_test.h"
#include "sink/memory_store_for_test.h"

namespace pinflow::sink {
namespace {

class PartitionTaskTest : public testing::Test {
 protected:
  PartitionTaskTest() {
    config_.name = "c";
    config_.topics_dir = "";
    config_.offset_pad_width = 2;
  }

  // Appends `count` records; each one's value is its offset.
  void add(int count) {
    for (int i = 0; i < count; ++i) log_.add(of_, std::to_string(next_++));
  }

  // Advances a task that starts from what is durable, as after a restart, until it is done.
  Status run(bool close_open = false) {
    PartitionTask task(config_, of_, log_, bucket_, encode_parquet_);
    while (true) {
      TRY_ASSIGN(bool more, task.advance(close_open));
      counts_ = task.counts();
      if (!more) return Status();
    }
  }

  int64_t committed() { return to_int64((*log_.positions("connect-c"))[of_]); }
  // What is in the bucket, by start offset: "00=0 1 ;".
  std::string objects() {
    std::string text = bucket_.text();
    for (std::string part : {"t/partition=0/t+0+", ".json"}) {
      for (size_t at; (at = text.find(part)) != std::string::npos;) text.erase(at, part.size());
    }
    return text;
  }
  static std::string key(const std::string& start) {
    return "t/partition=0/t+0+" + start + ".json";
  }

  ConnectorConfig config_;
  TopicPartition of_{"t", model::Partition{0}};
  MemoryLog log_;
  MemoryStore bucket_;
  TaskCounts counts_;
  EncodeParquet encode_parquet_;
  int next_ = 0;
};

TEST_F(PartitionTaskTest, PutsWholeObjectsAndLeavesTheTailInTheLog) {
  config_.flush_size = 2;
  add(5);
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(objects(), "00=0 1 ;02=2 3 ;");
  EXPECT_EQ(committed(), 4);
  EXPECT_EQ(counts_.records_written, 4);
  EXPECT_EQ(counts_.objects_put, 2);
  add(1);
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(objects(), "00=0 1 ;02=2 3 ;04=4 5 ;");
}

TEST_F(PartitionTaskTest, ClosesTheOpenObjectWhenAsked) {
  config_.flush_size = 10;
  add(3);
  ASSERT_TRUE(run(/*close_open=*/true).ok());
  EXPECT_EQ(objects(), "00=0 1 2 ;");
  EXPECT_EQ(committed(), 3);
}

TEST_F(PartitionTaskTest, EndsAnObjectWhereTheClockEndedItBeforeACrash) {
  config_.flush_size = 10;
  add(3);
  // Planned, but neither put nor committed; meanwhile more records came.
  ASSERT_TRUE(log_.commit_positions(plan_group(config_), {{of_, Offset{3}}}).ok());
  add(4);
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(objects(), "00=0 1 2 ;");
  EXPECT_EQ(committed(), 3);
  ASSERT_TRUE(run(/*close_open=*/true).ok());
  EXPECT_EQ(objects(), "00=0 1 2 ;03=3 4 5 6 ;");
}

TEST_F(PartitionTaskTest, PlansAnEndBeforeItPutsTheObject) {
  config_.flush_size = 10;
  add(3);
  log_.fail_commits(1);
  EXPECT_FALSE(run(/*close_open=*/true).ok());
  EXPECT_EQ(objects(), "");
  bucket_.fail_puts(1);
  EXPECT_FALSE(run(/*close_open=*/true).ok());
  EXPECT_EQ(log_.positions(plan_group(config_))->at(of_), Offset{3});
}

TEST_F(PartitionTaskTest, PassesOverAPlanOfRecordsThatAreGone) {
  config_.flush_size = 2;
  ASSERT_TRUE(log_.commit_positions(plan_group(config_), {{of_, Offset{9}}}).ok());
  add(2);
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(objects(), "00=0 1 ;");
}

TEST_F(PartitionTaskTest, PutsManyOneRecordObjectsInBatches) {
  add(1100);
  config_.offset_pad_width = 4;
  PartitionTask task(config_, of_, log_, bucket_);
  EXPECT_TRUE(*task.advance());
  EXPECT_EQ(task.position(), Offset{500});
  EXPECT_TRUE(*task.advance());
  EXPECT_FALSE(*task.advance());
  EXPECT_EQ(committed(), 1100);
  EXPECT_EQ(bucket_.list("", "", 2000)->size(), 1100u);
}

TEST_F(PartitionTaskTest, AdoptsWhatACrashLeftBeforeThePositionWasCommitted) {
  add(6);
  config_.flush_size = 2;
  log_.fail_commits(1);
  EXPECT_EQ(run().code(), Code::kUnavailable);
  EXPECT_EQ(objects(), "00=0 1 ;02=2 3 ;04=4 5 ;");
  EXPECT_EQ(committed(), 0);
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(committed(), 6);
  EXPECT_EQ(counts_.objects_adopted, 3);
  EXPECT_EQ(counts_.records_written, 6);
  EXPECT_EQ(objects(), "00=0 1 ;02=2 3 ;04=4 5 ;");
}

TEST_F(PartitionTaskTest, PutsNoRecordTwiceWhenFlushSizeChangedAfterACrash) {
  add(9);
  ASSERT_TRUE(bucket_.put(key("01"), "1\n").ok());
  ASSERT_TRUE(bucket_.put(key("03"), "3\n4\n5\n").ok());
  config_.flush_size = 2;
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(objects(), "00=0 ;01=1 ;02=2 ;03=3 4 5 ;06=6 7 ;");
  EXPECT_EQ(committed(), 8);
}

TEST_F(PartitionTaskTest, NeverReplacesAnObjectWithOtherBytes) {
  add(4);
  config_.flush_size = 2;
  ASSERT_TRUE(bucket_.put(key("02"), "2\nX\n").ok());
  Status status = run();
  EXPECT_EQ(status.code(), Code::kAlreadyExists);
  EXPECT_NE(status.message().find(key("02")), std::string::npos);
  EXPECT_NE(status.message().find("move it away"), std::string::npos);
  EXPECT_EQ(objects(), "00=0 1 ;02=2 X ;");
  EXPECT_EQ(committed(), 2);
  ASSERT_TRUE(bucket_.remove(key("02")).ok());
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(objects(), "00=0 1 ;02=2 3 ;");
}

TEST_F(PartitionTaskTest, RefusesAnObjectThatIsLongerThanTheLogOrEmpty) {
  add(2);
  ASSERT_TRUE(bucket_.put(key("00"), "0\n1\n2\n").ok());
  EXPECT_EQ(run().code(), Code::kAlreadyExists);
  ASSERT_TRUE(bucket_.put(key("00"), "").ok());
  EXPECT_EQ(run().code(), Code::kAlreadyExists);
}

TEST_F(PartitionTaskTest, RefusesObjectsThatHoldTheSameRecord) {
  add(4);
  ASSERT_TRUE(bucket_.put(key("01"), "1\n2\n3\n").ok());
  ASSERT_TRUE(bucket_.put(key("02"), "2\n").ok());
  Status status = run();
  EXPECT_EQ(status.code(), Code::kAlreadyExists);
  EXPECT_NE(status.message().find(key("02") + " holds records that object " + key("01")),
            std::string::npos);
}

TEST_F(PartitionTaskTest, SeesAnObjectThatAnotherProcessPutMeanwhile) {
  PartitionTask task(config_, of_, log_, bucket_);
  add(1);
  EXPECT_FALSE(*task.advance());
  ASSERT_TRUE(bucket_.put(key("01"), "1\n").ok());
  ASSERT_TRUE(bucket_.put(key("02"), "other\n").ok());
  add(1);
  EXPECT_FALSE(*task.advance());
  EXPECT_EQ(committed(), 2);
  add(1);
  EXPECT_EQ(task.advance().status().code(), Code::kAlreadyExists);
  EXPECT_EQ(committed(), 2);
}

TEST_F(PartitionTaskTest, TriesAgainAfterAFailedPut) {
  add(3);
  bucket_.fail_puts(1);
  PartitionTask task(config_, of_, log_, bucket_);
  EXPECT_EQ(task.advance().status().code(), Code::kUnavailable);
  EXPECT_FALSE(*task.advance());
  EXPECT_EQ(objects(), "00=0 ;01=1 ;02=2 ;");
  EXPECT_EQ(task.counts().records_written, 3);
}

TEST_F(PartitionTaskTest, StopsAtABadRecordAfterPuttingWhatIsBeforeIt) {
  add(1);
  log_.add(of_, "{bad");
  log_.add(of_, "2");
  EXPECT_EQ(run().code(), Code::kInvalidArgument);
  EXPECT_EQ(objects(), "00=0 ;");
  EXPECT_EQ(committed(), 1);
  config_.skip_bad_records = true;
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(objects(), "00=0 ;02=2 ;");
  EXPECT_EQ(counts_.records_skipped, 1);
}

TEST_F(PartitionTaskTest, MovesOnWhenAllThatIsThereIsSkipped) {
  config_.ignore_null_values = true;
  log_.add(of_, std::nullopt);
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(committed(), 1);
  EXPECT_EQ(counts_.records_skipped, 1);
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(counts_.records_skipped, 0);
}

TEST_F(PartitionTaskTest, CountsWhatRetentionTookBeforeItWasRead) {
  add(5);
  ASSERT_TRUE(run().ok());
  add(5);
  log_.forget_before(of_, Offset{8});
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(counts_.records_lost, 3);
  EXPECT_EQ(counts_.records_written, 2);
  EXPECT_EQ(committed(), 10);
}

TEST_F(PartitionTaskTest, FindsLaterObjectsWhereNumbersOutgrowTheirPadding) {
  config_.offset_pad_width = 0;
  add(12);
  ASSERT_TRUE(log_.commit_positions("connect-c", {{of_, Offset{9}}}).ok());
  ASSERT_TRUE(bucket_.put(key("10"), "10\n").ok());
  config_.flush_size = 3;
  ASSERT_TRUE(run(/*close_open=*/true).ok());
  EXPECT_EQ(objects(), "10=10 ;11=11 ;9=9 ;");
}

TEST_F(PartitionTaskTest, SendsWhatItSkipsToTheDeadLetterQueue) {
  config_.skip_bad_records = true;
  config_.dead_letters = DeadLetterRule{"dead", /*with_headers=*/true};
  log_.add(of_, "{bad");
  log_.add(of_, "1");
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(counts_.records_skipped, 1);
  auto letters = log_.read({"dead", model::Partition{0}}, Offset{0}, {});
  ASSERT_EQ(letters->size(), 1u);
  EXPECT_EQ(letters->at(0).record.value, "{bad");
  EXPECT_EQ(objects(), "01=1 ;");
}

TEST_F(PartitionTaskTest, EncodesParquetOnceAnObjectIsWhole) {
  config_.format = {FormatRule::Kind::kParquet, ".snappy.parquet", "\n", "snappy"};
  config_.skip_bad_records = true;
  config_.flush_size = 2;
  encode_parquet_ = [](std::string_view lines, std::string_view codec) -> Result<std::string> {
    return std::string(codec) + "(" + std::string(lines) + ")";
  };
  for (const char* value : {"{\"a\": 1}", "{}", "7", "{\"a\":\"\\ud800\"}", "{\"a\":2}"})
    log_.add(of_, value);
  log_.fail_commits(1);
  EXPECT_FALSE(run().ok());
  ASSERT_TRUE(run().ok());  // Meets the very object again.
  EXPECT_EQ(counts_.records_written, 2);
  EXPECT_EQ(counts_.records_skipped, 3);
  EXPECT_EQ(*bucket_.get("t/partition=0/t+0+00.snappy.parquet"), "snappy({\"a\":1}\n{\"a\":2}\n)");
}

TEST_F(PartitionTaskTest, WaitsWhereParquetCannotBeEncoded) {
  config_.format = {FormatRule::Kind::kParquet, ".parquet", "\n", "uncompressed"};
  encode_parquet_ = [](std::string_view, std::string_view) -> Result<std::string> {
    return Status(Code::kUnavailable, "disk full");
  };
  log_.add(of_, "{\"a\":1}");
  EXPECT_EQ(run().message(), "object t/partition=0/t+0+00.parquet: disk full");
  EXPECT_EQ(bucket_.text(), "");
}

TEST_F(PartitionTaskTest, MeetsObjectsOfACrashThatAreNoPlainLines) {
  config_.compression = Compression();
  config_.flush_size = 2;
  add(2);
  log_.fail_commits(1);
  EXPECT_FALSE(run().ok());
  add(2);
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(committed(), 4);
  ASSERT_TRUE(bucket_.put("t/partition=0/t+0+04.json.gz", "other").ok());
  add(2);
  EXPECT_EQ(run().code(), Code::kAlreadyExists);
}

}  // namespace
}  // namespace pinflow::sink
