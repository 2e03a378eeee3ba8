#include "model/dead_letter.h"

#include <gtest/gtest.h>

namespace pinflow::model {
namespace {

TEST(DeadLetters, BecomeRowsWithTheTimeOfRecording) {
  std::vector<DeadLetter> letters(3000, {"not JSON", "t", "", 1, 7, 2, "t+1+0.json", "\xff{"});
  DeadLetterReader reader(letters, UnixMillis(std::chrono::milliseconds(1500)));
  Result<RowBatch> batch = reader.next();
  ASSERT_TRUE(batch.ok());
  ASSERT_EQ(batch->columns.size(), dead_letter_schema().columns.size());
  EXPECT_EQ(batch->row_count(), 2048u);
  EXPECT_EQ(batch->columns[0].texts[0], "not JSON");
  EXPECT_EQ(batch->columns[2].valid[0], 0);  // No topic id.
  EXPECT_EQ(batch->columns[3].integers[0], 1);
  EXPECT_EQ(batch->columns[7].texts[0], "\xff{");
  EXPECT_EQ(batch->columns[8].integers[0], 1'500'000);
  EXPECT_EQ(reader.next()->row_count(), 952u);
  EXPECT_EQ(reader.next()->row_count(), 0u);
}

}  // namespace
}  // namespace pinflow::model
