#include "model/row_batch.h"

#include <gtest/gtest.h>

#include <utility>

namespace pinflow::model {
namespace {

const Schema kSchema{{{"s", Type::kString}, {"d", Type::kDouble}, {"t", Type::kTimestamp}}};

TEST(RowBatch, HasAnEntryForEveryRowAlsoForNull) {
  RowBatch batch(kSchema);
  for (ColumnValues& column : batch.columns) column.push_null();
  batch.columns[0].push_text("x");
  batch.columns[1].push_double(1.5);
  batch.columns[2].push_integer(7);
  EXPECT_EQ(batch.row_count(), 2u);
  EXPECT_EQ(batch.columns[0].texts, (std::vector<std::string_view>{"", "x"}));
  EXPECT_EQ(batch.columns[1].doubles, (std::vector<double>{0, 1.5}));
  EXPECT_EQ(batch.columns[2].integers, (std::vector<int64_t>{0, 7}));
  EXPECT_EQ(batch.columns[2].valid, (std::vector<uint8_t>{0, 1}));
}

TEST(RowBatch, TakesBackARowThatIsOnlyHalfThere) {
  RowBatch batch(kSchema);
  for (ColumnValues& column : batch.columns) column.push_null();
  batch.columns[0].push_text("bad");
  batch.truncate(1);
  EXPECT_EQ(batch.row_count(), 1u);
  EXPECT_EQ(batch.columns[0].texts.size(), 1u);
  batch.truncate(5);  // Never grows.
  EXPECT_EQ(batch.columns[1].valid.size(), 1u);
}

TEST(RowBatch, KeptTextsStayWhereTheyAre) {
  RowBatch batch(kSchema);
  std::vector<std::string_view> kept;
  for (int index = 0; index < 20'000; ++index) {
    kept.push_back(batch.keep(std::to_string(index)));
    if (index % 1000 == 0) kept.back() = batch.keep(std::string(std::to_string(index)));
  }
  std::string_view large = batch.keep(std::string_view(std::string(1 << 20, 'x')));
  RowBatch moved = std::move(batch);
  for (int index = 0; index < 20'000; ++index) EXPECT_EQ(kept[index], std::to_string(index));
  EXPECT_EQ(large, std::string(1 << 20, 'x'));
}

}  // namespace
}  // namespace pinflow::model
