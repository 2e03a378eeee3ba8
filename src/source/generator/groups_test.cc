#include "source/generator/groups.h"

#include <gtest/gtest.h>

#include <map>

namespace pinflow::source {
namespace {

const GroupSizes kSizes{0.02, {{40, 1}, {5, 10}, {2, 20}, {1, 150}}};

std::map<uint64_t, uint64_t> rows_of_groups(const Groups& groups, uint64_t row_count) {
  std::map<uint64_t, uint64_t> rows;
  for (uint64_t row = 0; row < row_count; ++row) ++rows[groups.of(row).number];
  return rows;
}

TEST(Groups, HaveAsManyRowsAsTheirSizeSays) {
  for (uint64_t row_count : {1, 7, 100, 11'154}) {
    Groups groups(kSizes, row_count, 3);
    auto rows = rows_of_groups(groups, row_count);
    EXPECT_EQ(rows.size(), groups.group_count());
    for (uint64_t row = 0; row < row_count; ++row) {
      Group group = groups.of(row);
      EXPECT_EQ(rows[group.number], group.size);
    }
  }
}

TEST(Groups, KeepTheSharesAtEveryScale) {
  for (uint64_t row_count : {10'000, 100'000}) {
    Groups groups(kSizes, row_count, 3);
    auto rows = rows_of_groups(groups, row_count);
    EXPECT_EQ(rows[0], row_count / 50);
    double single = 0;
    for (const auto& [number, count] : rows) single += count == 1;
    EXPECT_NEAR(single / static_cast<double>(rows.size()), 150.0 / 181, 0.01);
  }
}

TEST(Groups, RankIsUniformAndFallsWithSize) {
  Groups groups(kSizes, 10'000, 3);
  double sum = 0;
  for (uint64_t row = 0; row < 10'000; ++row) {
    Group group = groups.of(row);
    sum += group.rank;
    if (group.number == 0) {
      EXPECT_LT(group.rank, 0.02);
    } else if (group.size == 1) {
      EXPECT_GT(group.rank, 0.4);
    }
  }
  EXPECT_NEAR(sum / 10'000, 0.5, 0.01);
}

}  // namespace
}  // namespace pinflow::source
