#include "eventlog/local/partition_log.h"

#include "eventlog/local/produced_batch_for_test.h"
#include "eventlog/local/segment_recovery.h"

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

std::string outcomes(const std::vector<Result<Offset>>& offsets) {
  std::string text;
  for (const Result<Offset>& offset : offsets) {
    const std::string_view name = offset.status().name();
    text += (text.empty() ? "" : " ") + (name.empty() ? shown(offset) : std::string(name));
  }
  return text;
}

TEST_F(PartitionLogTest, StoresManyBatchesAtOnceAndRefusesSomeOfThem) {
  EXPECT_EQ(outcomes(log_->append(std::vector{batch_of({"a", "b"}), produced(7, 0, 0, 3),
                                              produced(7, 0, 9), batch_of({"c"})})),
            "0 2 OUT_OF_ORDER_SEQUENCE_NUMBER 5");
  EXPECT_EQ(joined(log_->read(Offset{0}, {})), "a|b|0|1|2|c");
  reopen();
  EXPECT_EQ(joined(log_->read(Offset{0}, {})), "a|b|0|1|2|c");
}

TEST_F(PartitionLogTest, StoresABatchOnceHoweverOftenItsProducerSendsIt) {
  EXPECT_EQ(outcomes(log_->append(std::vector{produced(7, 0, 0, 2), produced(7, 0, 0, 2)})), "0 0");
  EXPECT_EQ(shown(log_->append(produced(7, 0, 0, 2))), "0");
  reopen();
  EXPECT_EQ(shown(log_->append(produced(7, 0, 0, 2))), "0");
  EXPECT_EQ(range(), "0-2");
}

TEST_F(PartitionLogTest, KnowsProducersOfSegmentsThatAreSealedOrGone) {
  ASSERT_TRUE(log_->append(produced(7, 0, 0)).ok());
  append_many(20);
  reopen();
  EXPECT_EQ(shown(log_->append(produced(7, 0, 0))), "0");
  ASSERT_TRUE(log_->apply_retention({.retention_bytes = 1}, at(0)).ok());
  append_many(20);
  reopen();
  EXPECT_EQ(shown(log_->append(produced(7, 0, 0))), "0");
  EXPECT_EQ(shown(log_->append(produced(7, 0, 1))), "41");
}

// The new segment's producers are written when it begins, which the batch that made it begin may
// not live to see.
TEST_F(PartitionLogTest, DoesNotKnowABatchThatWasNotStoredBehindARoll) {
  append_many(3);
  ASSERT_TRUE(log_->append(produced(7, 0, 0)).ok());
  EXPECT_EQ(shown(log_->append(produced(7, 0, 1, 100))), "4");  // Into a new segment.
  const size_t segment_count = files().size();
  log_.reset();
  std::filesystem::resize_file(segment_path(folder_, Offset{4}), 10);
  reopen();
  EXPECT_GT(segment_count, 1u);
  EXPECT_EQ(range(), "0-4");
  EXPECT_EQ(shown(log_->append(produced(7, 0, 1, 100))), "4");
}

TEST_F(PartitionLogTest, GivesBatchesAsTheyCame) {
  const std::vector<std::string> batches = {produced(7, 0, 0, 2), batch_of({"c"})};
  ASSERT_TRUE(log_->append(batches).front().ok());
  ASSERT_TRUE(log_->append(batch_of({"d"})).ok());
  auto bytes = log_->read_batches(Offset{1}, 10'000);
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(bytes->substr(0, batches[0].size()), batches[0]);  // At 0, where it was made for.
  EXPECT_EQ(bytes->substr(8 + batches[0].size(), batches[1].size() - 8), batches[1].substr(8));
  EXPECT_EQ(log_->read_batches(Offset{2}, 1)->size(), batches[1].size());
  EXPECT_EQ(*log_->read_batches(Offset{4}, 10'000), "");
  EXPECT_EQ(log_->read_batches(Offset{5}, 1).status().code(), Code::kOutOfRange);
}

TEST_F(PartitionLogTest, GivesBatchesLargerThanWhatItReadsAtOnce) {
  const std::string large = batch_of({std::string(3u << 20, 'x')});
  ASSERT_TRUE(log_->append(batch_of({"a"})).ok());
  ASSERT_TRUE(log_->append(large).ok());
  EXPECT_EQ(log_->read_batches(Offset{1}, 1)->size(), large.size());
}

TEST_F(PartitionLogTest, GivesBatchesOfEachSegmentInTurn) {
  append_many(20);
  int64_t next = 0;
  while (next < 20) {
    auto bytes = log_->read_batches(Offset{next}, 1000);
    ASSERT_TRUE(bytes.ok()) << bytes.status().message();
    ASSERT_FALSE(bytes->empty());
    EXPECT_EQ(parse_batch_header(*bytes)->base_offset, Offset{next});
    next += static_cast<int64_t>(bytes->size() / batch_of({std::string(200, 'x')}).size());
  }
}

}  // namespace
}  // namespace pinflow::eventlog
