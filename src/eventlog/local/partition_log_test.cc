#include "eventlog/local/partition_log.h"

#include "eventlog/local/segment_recovery.h"
#include "eventlog/local/test_log.h"

namespace pinflow::eventlog {
namespace {

constexpr uint64_t kSegmentBytesMax = 1000;

class PartitionLogTest : public testing::Test {
 protected:
  void SetUp() override { reopen(); }

  void reopen() {
    log_.reset();
    log_ = std::move(*PartitionLog::open(folder_, kSegmentBytesMax));
  }

  // Appends batches of one 200-byte record each; `time` is that of the first, each next is later.
  void append_many(int count, int64_t time = 1000) {
    for (int index = 0; index < count; ++index) {
      ASSERT_TRUE(log_->append(batch_of({std::string(200, 'x')}, at(time + index))).ok());
    }
  }

  std::vector<std::string> files() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      if (entry.path().extension() == ".log") names.push_back(entry.path().stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  std::string range() {
    auto [begin, end] = log_->offsets();
    return std::to_string(to_int64(begin)) + "-" + std::to_string(to_int64(end));
  }

  const std::filesystem::path folder_ = fresh_folder();
  std::unique_ptr<PartitionLog> log_;
};

TEST_F(PartitionLogTest, TakesNoRoomOnDiskBeforeTheFirstAppend) {
  EXPECT_EQ(range(), "0-0");
  EXPECT_FALSE(std::filesystem::exists(folder_));
  EXPECT_EQ(joined(log_->read(Offset{0}, {})), "");
}

TEST_F(PartitionLogTest, GivesEachBatchItsPlace) {
  EXPECT_EQ(shown(log_->append(batch_of({"a", "b"}))), "0");
  EXPECT_EQ(shown(log_->append(batch_of({"c"}))), "2");
  EXPECT_EQ(joined(log_->read(Offset{1}, {})), "b|c");
  EXPECT_EQ(log_->append("no batch").status().code(), Code::kCorruption);
}

TEST_F(PartitionLogTest, GoesOnInANewSegmentAndReadsAcrossAll) {
  append_many(20);
  EXPECT_GT(files().size(), 4u);
  auto records = log_->read(Offset{0}, {});
  ASSERT_TRUE(records.ok());
  ASSERT_EQ(records->size(), 20u);
  for (int64_t index = 0; index < 20; ++index) {
    EXPECT_EQ((*records)[static_cast<size_t>(index)].offset, Offset{index});
    EXPECT_EQ(log_->read(Offset{index}, {.count_max = 1})->front().offset, Offset{index});
  }
  reopen();
  EXPECT_EQ(range(), "0-20");
  EXPECT_EQ(log_->read(Offset{0}, {})->size(), 20u);
  append_many(1);
  EXPECT_EQ(range(), "0-21");
}

TEST_F(PartitionLogTest, GoesOnInAnEmptySegmentThatACrashLeft) {
  append_many(3);
  log_.reset();
  ASSERT_TRUE(File::open(segment_path(folder_, Offset{3}), File::Mode::kCreate).ok());
  reopen();
  EXPECT_EQ(range(), "0-3");
  append_many(1);
  EXPECT_EQ(log_->read(Offset{2}, {})->size(), 2u);
}

TEST_F(PartitionLogTest, ReportsAMissingSegment) {
  append_many(20);
  log_.reset();
  std::filesystem::remove(folder_ / (files()[1] + ".log"));
  Status status = PartitionLog::open(folder_, kSegmentBytesMax).status();
  EXPECT_EQ(status.code(), Code::kCorruption);
  EXPECT_NE(status.message().find("a segment is missing between offsets 3 and 6"),
            std::string::npos)
      << status.message();
}

TEST_F(PartitionLogTest, ReadsUpToADamagedBatchAndReportsItWhenReadFromThere) {
  append_many(3);
  const uint64_t batch_bytes = std::filesystem::file_size(segment_path(folder_, Offset{0})) / 3;
  std::string bytes = *read_file(segment_path(folder_, Offset{0}));
  bytes[batch_bytes + 100] ^= 1;
  ASSERT_TRUE(replace_file(segment_path(folder_, Offset{0}), bytes).ok());
  EXPECT_EQ(log_->read(Offset{0}, {})->size(), 1u);
  Status status = log_->read(Offset{1}, {}).status();
  EXPECT_EQ(status.code(), Code::kCorruption);
  EXPECT_NE(status.message().find("offset 1 at byte"), std::string::npos) << status.message();
  EXPECT_EQ(log_->read(Offset{2}, {})->size(), 1u);
}

TEST_F(PartitionLogTest, RemovesOldSegmentsByTime) {
  append_many(20, 1000);
  EXPECT_EQ(*log_->apply_retention({.retention_time = std::chrono::milliseconds(100)}, at(1100)),
            0);
  EXPECT_EQ(*log_->apply_retention({.retention_time = std::chrono::milliseconds(100)}, at(1107)),
            6);
  EXPECT_EQ(range(), "6-20");
  EXPECT_EQ(log_->read(Offset{5}, {}).status().code(), Code::kOutOfRange);
  reopen();
  EXPECT_EQ(range(), "6-20");
}

TEST_F(PartitionLogTest, RemovesTheLastSegmentToo) {
  append_many(2, 1000);
  EXPECT_EQ(*log_->apply_retention({.retention_time = std::chrono::milliseconds(1)}, at(9000)), 2);
  EXPECT_EQ(range(), "2-2");
  reopen();
  EXPECT_EQ(range(), "2-2");
  append_many(1);
  EXPECT_EQ(range(), "2-3");
}

TEST_F(PartitionLogTest, RemovesOldSegmentsBySize) {
  append_many(20);
  EXPECT_EQ(*log_->apply_retention({.retention_bytes = 1u << 20}, at(0)), 0);
  EXPECT_EQ(*log_->apply_retention({.retention_bytes = 2000}, at(0)), 15);
  EXPECT_EQ(range(), "15-20");
  EXPECT_EQ(*log_->apply_retention({.retention_bytes = 0}, at(0)), 3);
  EXPECT_EQ(range(), "18-20");  // The segment being written stays.
}

TEST_F(PartitionLogTest, FindsTheFirstOffsetOfATime) {
  EXPECT_EQ(shown(log_->offset_at(at(0))), "0");
  append_many(10, 1000);
  ASSERT_TRUE(log_->append(batch_of({"far ahead"}, at(5000))).ok());
  append_many(10, 1010);
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(shown(log_->offset_at(at(0))), "0");
    EXPECT_EQ(shown(log_->offset_at(at(1007))), "7");
    EXPECT_EQ(shown(log_->offset_at(at(1010))), "10");
    EXPECT_EQ(shown(log_->offset_at(at(5000))), "10");
    EXPECT_EQ(shown(log_->offset_at(at(5001))), "21");
    reopen();
  }
}

TEST_F(PartitionLogTest, TellsAFileThatWasTakenAwayFromATopicThatIsDeleted) {
  append_many(20);
  const auto taken = files()[1];
  std::filesystem::remove(folder_ / (taken + ".log"));
  const Offset in_it{std::stoll(taken)};
  EXPECT_EQ(log_->read(in_it, {}).status().code(), Code::kCorruption);
  log_->close_for_deletion();
  EXPECT_EQ(log_->read(in_it, {}).status().code(), Code::kNotFound);
}

TEST_F(PartitionLogTest, TakesNothingMoreOnceItIsClosedForDeletion) {
  append_many(1);
  log_->close_for_deletion();
  EXPECT_EQ(log_->append(batch_of({"late"})).status().code(), Code::kNotFound);
}

}  // namespace
}  // namespace pinflow::eventlog
