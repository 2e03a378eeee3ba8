#include "post/row_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

namespace pinflow::post {
namespace {

std::vector<uint64_t> rows(RowOrder& order, size_t count) {
  std::vector<uint64_t> indexes;
  while (indexes.size() < count) {
    auto pick = order.next();
    if (!pick) break;
    indexes.push_back(static_cast<uint64_t>(pick->row));
  }
  return indexes;
}

TEST(RowOrder, FollowsTheOriginalForItsSeed) {
  auto order = open_row_order(Order::kOriginal, 11'154, 100, false);
  EXPECT_EQ(rows(*order, 14), (std::vector<uint64_t>{7528, 2863, 5730, 8304, 8731, 1313, 4315,
                                                     10794, 5494, 5069, 2923, 3089, 6063, 3454}));
}

TEST(RowOrder, PausesZeroOrOneSecondAsTheOriginal) {
  auto order = open_row_order(Order::kOriginal, 11'154, 100, false);
  std::vector<int64_t> pauses;
  for (int row = 0; row < 12; ++row) pauses.push_back(order->next()->pause.count());
  EXPECT_EQ(pauses, (std::vector<int64_t>{0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0}));
}

TEST(RowOrder, StaysWithinASmallerTable) {
  for (Order kind : {Order::kOriginal, Order::kRandom}) {
    auto order = open_row_order(kind, 10, 100, false);
    const auto picked = rows(*order, 1'000);
    EXPECT_EQ(picked.size(), 1'000u);
    EXPECT_EQ(std::set<uint64_t>(picked.begin(), picked.end()).size(), 10u);
    EXPECT_LT(*std::max_element(picked.begin(), picked.end()), 10u);
  }
}

TEST(RowOrder, IsTheSameForTheSameSeed) {
  auto one = open_row_order(Order::kRandom, 1'000'000, 5, false);
  auto two = open_row_order(Order::kRandom, 1'000'000, 5, false);
  auto other = open_row_order(Order::kRandom, 1'000'000, 6, false);
  const auto picked = rows(*one, 20);
  EXPECT_EQ(rows(*two, 20), picked);
  EXPECT_NE(rows(*other, 20), picked);
}

TEST(RowOrder, RunsThroughTheTableOnceOrAgain) {
  auto once = open_row_order(Order::kSequential, 3, 0, false);
  EXPECT_EQ(rows(*once, 10), (std::vector<uint64_t>{0, 1, 2}));
  auto again = open_row_order(Order::kSequential, 3, 0, true);
  EXPECT_EQ(rows(*again, 7), (std::vector<uint64_t>{0, 1, 2, 0, 1, 2, 0}));
}

TEST(RowOrder, EndsAtOnceWithoutRows) {
  for (Order kind : {Order::kOriginal, Order::kSequential, Order::kRandom}) {
    EXPECT_FALSE(open_row_order(kind, 0, 100, true)->next());
  }
}

}  // namespace
}  // namespace pinflow::post
