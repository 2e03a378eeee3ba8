#include "eventlog/local/producer_table.h"

#include "eventlog/local/produced_batch_for_test.h"

namespace pinflow::eventlog {
namespace {

constexpr int32_t kLastSequence = std::numeric_limits<int32_t>::max();

class ProducerTableTest : public testing::Test {
 protected:
  // What becomes of a batch: "new", "at <offset>", or the error's name.
  std::string judge(int64_t producer, int16_t epoch, int32_t sequence, int32_t count = 1) {
    auto found = table_.find(header(producer, epoch, sequence, count));
    if (!found.ok()) return std::string(found.status().name());
    return *found ? "at " + std::to_string(to_int64(**found)) : "new";
  }

  void note(int64_t producer, int16_t epoch, int32_t sequence, int32_t count = 1) {
    BatchHeader batch = header(producer, epoch, sequence, count);
    batch.base_offset = end_;
    end_ = end_of(batch);
    table_.note(batch);
  }

  static BatchHeader header(int64_t producer, int16_t epoch, int32_t sequence, int32_t count) {
    BatchHeader header;
    header.producer = ProducerId{producer};
    header.producer_epoch = epoch;
    header.base_sequence = sequence;
    header.record_count = count;
    return header;
  }

  ProducerTable table_;
  Offset end_{100};
};

TEST_F(ProducerTableTest, FindsABatchThatIsSentAgain) {
  EXPECT_EQ(judge(7, 0, 0, 3), "new");
  note(7, 0, 0, 3);
  note(7, 0, 3, 2);
  EXPECT_EQ(judge(7, 0, 0, 3), "at 100");
  EXPECT_EQ(judge(7, 0, 3, 2), "at 103");
  EXPECT_EQ(judge(7, 0, 5), "new");
  EXPECT_EQ(judge(8, 0, 0, 3), "new");
}

TEST_F(ProducerTableTest, RefusesAGapAndAnotherCut) {
  note(7, 0, 0, 3);
  EXPECT_EQ(judge(7, 0, 4), batch_error::kOutOfOrder);
  EXPECT_EQ(judge(7, 0, 1, 2), batch_error::kOutOfOrder);
  EXPECT_EQ(judge(7, 0, 0, 4), batch_error::kOutOfOrder);
}

TEST_F(ProducerTableTest, RemembersTheLastFiveBatches) {
  for (int32_t sequence = 0; sequence < 6; ++sequence) note(7, 0, sequence);
  EXPECT_EQ(judge(7, 0, 1), "at 101");
  EXPECT_EQ(judge(7, 0, 0), batch_error::kDuplicate);
}

TEST_F(ProducerTableTest, BeginsAtZeroInANewEpochAndRefusesOlderOnes) {
  note(7, 1, 0, 3);
  EXPECT_EQ(judge(7, 0, 3), batch_error::kOldEpoch);
  EXPECT_EQ(judge(7, 2, 3), batch_error::kOutOfOrder);
  EXPECT_EQ(judge(7, 2, 0, 3), "new");
  note(7, 2, 0, 3);
  EXPECT_EQ(judge(7, 2, 0, 3), "at 103");
}

TEST_F(ProducerTableTest, GoesOnAtZeroBehindTheLastSequence) {
  note(7, 0, kLastSequence - 1, 3);  // Of the numbers kLast - 1, kLast and 0.
  EXPECT_EQ(judge(7, 0, kLastSequence - 1, 3), "at 100");
  EXPECT_EQ(judge(7, 0, 1), "new");
  note(8, 0, kLastSequence);
  EXPECT_EQ(judge(8, 0, 0), "new");
}

TEST_F(ProducerTableTest, TakesAnUnknownProducerAtAnySequence) {
  EXPECT_EQ(judge(7, 4, 12), "new");
  EXPECT_EQ(judge(-1, -1, -1), "new");
  note(-1, -1, -1);
  EXPECT_TRUE(table_.is_empty());
}

TEST_F(ProducerTableTest, TakesANoteBack) {
  note(7, 0, 0);
  auto before = table_.memory_of(ProducerId{7});
  auto without = table_.memory_of(ProducerId{8});
  note(7, 0, 1);
  note(8, 0, 0);
  table_.restore(std::move(before));
  table_.restore(std::move(without));
  EXPECT_EQ(judge(7, 0, 1), "new");
  EXPECT_EQ(judge(8, 0, 0), "new");
}

TEST_F(ProducerTableTest, ForgetsThoseThatWroteLongestAgo) {
  const auto count = static_cast<int64_t>(ProducerTable::kProducerCountMax);
  for (int64_t id = 0; id < count; ++id) note(id, 0, 0);
  note(0, 0, 1);
  note(count, 0, 0);
  EXPECT_EQ(judge(0, 0, 1), "at " + std::to_string(100 + count));
  EXPECT_EQ(judge(1, 0, 0), "new");
}

TEST_F(ProducerTableTest, IsReadBackFromItsBytes) {
  note(7, 3, 0, 3);
  note(9, 0, 5);
  note(7, 3, 3);
  const std::string bytes = table_.encode();
  table_ = *ProducerTable::decode(bytes);
  EXPECT_EQ(judge(7, 3, 0, 3), "at 100");
  EXPECT_EQ(judge(7, 3, 4), "new");
  EXPECT_EQ(judge(9, 0, 5), "at 103");
  EXPECT_EQ(table_.encode(), bytes);
}

TEST_F(ProducerTableTest, SeesDamageAtEveryByte) {
  note(7, 3, 0, 3);
  const std::string bytes = table_.encode();
  for (size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] ^= 1;
    EXPECT_FALSE(ProducerTable::decode(damaged)) << at;
    EXPECT_FALSE(ProducerTable::decode(bytes.substr(0, at))) << at;
  }
}

}  // namespace
}  // namespace pinflow::eventlog
