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

TEST(JudgeWithArrivals, LetsThemHaveTheNewRowsAndTheTimeOfTheFirstCopy) {
  using model::Type;
  Batch batch{"id", {{{"orders", model::Partition{0}}, Offset{5}, Offset{8}, {}}}, 0, {}};
  for (int64_t i = 0; i < 3; ++i) {
    UnixMillis time{std::chrono::milliseconds(100 + i)};
    batch.partitions[0].records.push_back({Offset{5 + i}, {std::nullopt, "{}", time, {}}});
  }
  batch.taken_at = UnixMillis(std::chrono::milliseconds(101));  // The third is said to be later.
  Arrivals arrivals({{{"arrived_at", Type::kTimestamp}, {"item", Type::kString}}}, batch);
  KeyIndex index;
  Judge judge(&index, &arrivals);
  ASSERT_EQ(judge.schema().columns.back().name, "item");
  auto come = [&](int64_t offset, int64_t key, std::string_view item) {
    model::RowBatch rows(judge.schema());
    rows.columns[0].push_integer(0);
    rows.columns[1].push_integer(offset);
    rows.columns[2].push_integer(0);
    rows.columns[3].push_integer(key);
    rows.columns[4].push_integer(7);
    rows.columns[5].push_null();
    rows.columns[6].push_text(item);
    std::vector<uint8_t> kept(1, 0);
    judge.keep(rows, &kept);
  };
  come(6, 1, "tea");  // By another thread than the first,
  come(5, 1, "tea");  // which comes later and is a copy.
  come(7, 2, "milk");
  ASSERT_TRUE(judge.settle());
  Result<model::RowBatch> first = arrivals.next();
  Result<model::RowBatch> second = arrivals.next();
  ASSERT_EQ(first->row_count() + second->row_count(), 2u);
  EXPECT_EQ(first->columns[0].integers[0], 100'000);
  EXPECT_EQ(first->columns[1].texts[0], "tea");
  EXPECT_EQ(second->columns[0].integers[0], 101'000);  // Not after the batch was taken.
  EXPECT_EQ(second->columns[1].texts[0], "milk");
  EXPECT_EQ(arrivals.next()->row_count(), 0u);
}

}  // namespace
}  // namespace pinflow::stream
