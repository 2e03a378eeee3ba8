#include "stream/judge.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace pinflow::stream {
namespace {

struct Cleaned {
  int64_t offset;
  int64_t key;
  int64_t content;
  const char* reason = nullptr;
};

class JudgeTest : public testing::Test {
 protected:
  // Rows come to the judge in this order; what it says of each.
  std::vector<uint8_t> come(std::initializer_list<Cleaned> rows) {
    model::RowBatch batch(judge_.schema());
    for (const Cleaned& row : rows) {
      batch.columns[0].push_integer(0);
      batch.columns[1].push_integer(row.offset);
      batch.columns[2].push_integer(0);
      batch.columns[3].push_integer(row.key);
      batch.columns[4].push_integer(row.content);
      row.reason == nullptr ? batch.columns[5].push_null() : batch.columns[5].push_text(row.reason);
    }
    std::vector<uint8_t> kept(rows.size(), 0);
    judge_.keep(batch, &kept);
    return kept;
  }

  KeyIndex index_;
  Judge judge_{&index_};
};

using Kept = std::vector<uint8_t>;

TEST_F(JudgeTest, OfRowsThatComeInOrderTheFirstWinsAtOnce) {
  EXPECT_EQ(come({{3, 1, 10}, {4, 1, 10}, {5, 1, 11}, {6, 2, 20}}), (Kept{1, 0, 0, 1}));
  EXPECT_TRUE(judge_.settle());
  Judgement judgement = judge_.judgement();
  EXPECT_EQ(judgement.rows_in, 4);
  EXPECT_EQ(judgement.duplicates, 1);
  ASSERT_EQ(judgement.refused.size(), 1u);
  EXPECT_EQ(judgement.refused[0].place, (Place{0, 5, 0}));
  EXPECT_EQ(judgement.refused[0].reason, "key conflict");
}

TEST_F(JudgeTest, RowsOfOneKeyThatCameInAnotherOrderAreJudgedAnewByTheirPlaces) {
  const auto batch = {Cleaned{5, 1, 11}, Cleaned{6, 2, 20}, Cleaned{3, 1, 10}, Cleaned{4, 1, 10}};
  EXPECT_EQ(come(batch), (Kept{1, 1, 0, 0}));
  ASSERT_FALSE(judge_.settle());
  EXPECT_EQ(come(batch), (Kept{0, 1, 1, 0}));
  Judgement judgement = judge_.judgement();
  EXPECT_EQ(judgement.rows_in, 4);
  EXPECT_EQ(judgement.duplicates, 1);
  ASSERT_EQ(judgement.refused.size(), 1u);
  EXPECT_EQ(judgement.refused[0].place, (Place{0, 5, 0}));
  EXPECT_EQ(index_.size(), 2u);
  EXPECT_EQ(index_.admit(1, 10), Verdict::kDuplicate);  // The index knows the one that won.
}

TEST_F(JudgeTest, CopiesMayComeInAnyOrder) {
  EXPECT_EQ(come({{5, 1, 10}, {3, 1, 10}, {4, 1, 10}}), (Kept{1, 0, 0}));
  EXPECT_TRUE(judge_.settle());
  EXPECT_EQ(judge_.judgement().duplicates, 2);
}

TEST_F(JudgeTest, AKeyThatTheTableHoldsWinsWhateverThePlaces) {
  index_.admit(1, 10);
  EXPECT_EQ(come({{5, 1, 11}, {3, 1, 12}, {4, 1, 10}}), (Kept{0, 0, 0}));
  EXPECT_TRUE(judge_.settle());
  EXPECT_EQ(judge_.judgement().refused.size(), 2u);
  EXPECT_EQ(judge_.judgement().refused[0].place, (Place{0, 3, 0}));
}

TEST_F(JudgeTest, ARowThatIsRefusedForAReasonLeavesItsKeyFree) {
  EXPECT_EQ(come({{0, 1, 10, "item is null"}, {1, 1, 11}}), (Kept{0, 1}));
  EXPECT_TRUE(judge_.settle());
  ASSERT_EQ(judge_.judgement().refused.size(), 1u);
  EXPECT_EQ(judge_.judgement().refused[0].reason, "item is null");
}

}  // namespace
}  // namespace pinflow::stream
