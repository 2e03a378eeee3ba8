#include "source/generator/permutation.h"

#include <gtest/gtest.h>

#include <vector>

namespace pinflow::source {
namespace {

TEST(Permutation, SendsEveryIndexToAPlaceOfItsOwn) {
  for (uint64_t count : {1, 2, 3, 4, 5, 16, 17, 1000, 11'154}) {
    Permutation permutation(count, 42);
    std::vector<bool> taken(count);
    for (uint64_t index = 0; index < count; ++index) {
      uint64_t place = permutation(index);
      ASSERT_LT(place, count);
      EXPECT_FALSE(taken[place]) << count << " " << index;
      taken[place] = true;
    }
  }
}

TEST(Permutation, DependsOnTheSeedAndLeavesNoOrder) {
  Permutation one(10'000, 1);
  Permutation two(10'000, 2);
  int same = 0;
  int rising = 0;
  for (uint64_t index = 1; index < 10'000; ++index) {
    same += one(index) == two(index);
    rising += one(index) > one(index - 1);
  }
  EXPECT_LT(same, 20);
  EXPECT_NEAR(rising, 5'000, 300);
}

}  // namespace
}  // namespace pinflow::source
