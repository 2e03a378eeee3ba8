#include "eventlog/local/batch_cut.h"

#include "eventlog/local/test_log.h"

namespace pinflow::eventlog {
namespace {

// Batches at 10 (two records), 12 (one) and 13 (three).
class BatchCutTest : public testing::Test {
 protected:
  BatchCutTest() {
    int64_t offset = 10;
    for (int count : {2, 1, 3}) {
      std::string batch = batch_of(std::vector<std::string>(static_cast<size_t>(count), "value"));
      set_base_offset(Offset{offset}, &batch);
      set_commit_index(count, batch.data());
      positions_.push_back(bytes_.size());
      bytes_ += batch;
      offset += count;
    }
    positions_.push_back(bytes_.size());
  }

  // Which batches come: "0-2" are the first two.
  std::string cut(int64_t begin, uint64_t bytes_max, size_t size = std::string::npos) {
    std::string bytes = bytes_.substr(0, size);
    auto cut = cut_batches(bytes, Offset{10}, Offset{begin}, bytes_max);
    if (!cut.ok()) return cut.status().message();
    if (cut->size_bytes == 0) return "none of " + std::to_string(cut->wanted_bytes);
    auto index_of = [&](uint64_t position) {
      return std::find(positions_.begin(), positions_.end(), position) - positions_.begin();
    };
    return std::to_string(index_of(cut->position)) + "-" +
           std::to_string(index_of(cut->position + cut->size_bytes));
  }

  std::string bytes_;
  std::vector<uint64_t> positions_;
};

TEST_F(BatchCutTest, BeginsWithTheBatchThatHoldsTheRecord) {
  EXPECT_EQ(cut(10, 10'000), "0-3");
  EXPECT_EQ(cut(11, 10'000), "0-3");
  EXPECT_EQ(cut(12, 10'000), "1-3");
  EXPECT_EQ(cut(15, 10'000), "2-3");
}

TEST_F(BatchCutTest, TakesWhatFitsAndAtLeastOne) {
  EXPECT_EQ(cut(10, 0), "0-1");
  EXPECT_EQ(cut(10, positions_[2]), "0-2");
  EXPECT_EQ(cut(10, positions_[2] - 1), "0-1");
  EXPECT_EQ(cut(12, positions_[3] - positions_[1]), "1-3");
}

TEST_F(BatchCutTest, LeavesOutABatchThatIsNotAllThere) {
  EXPECT_EQ(cut(10, 10'000, positions_[3] - 1), "0-2");
  EXPECT_EQ(cut(10, 10'000, positions_[1] + 5), "0-1");
  EXPECT_EQ(cut(12, 10'000, positions_[2] - 1), "none of " + std::to_string(positions_[2]));
  EXPECT_EQ(cut(12, 10'000, positions_[1] + 5), "none of 0");
}

TEST_F(BatchCutTest, ClearsWhatIsTheLogsOwn) {
  std::string bytes = bytes_;
  ASSERT_TRUE(cut_batches(bytes, Offset{10}, Offset{12}, 10'000).ok());
  auto index_at = [&](size_t batch) {
    return parse_batch_header(std::string_view(bytes).substr(positions_[batch]))->commit_index;
  };
  EXPECT_EQ(index_at(1), 0);
  EXPECT_EQ(index_at(2), 0);
}

TEST_F(BatchCutTest, SaysWhereThereIsNoBatch) {
  bytes_[positions_[1] + 7] = 99;  // The last byte of its offset.
  EXPECT_EQ(cut(10, 10'000), "record batch: of another offset than 12");
}

}  // namespace
}  // namespace pinflow::eventlog
