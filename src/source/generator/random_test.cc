#include "source/generator/random.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace pinflow::source {
namespace {

TEST(Random, FollowsFromSeedStreamAndKeyAlone) {
  EXPECT_EQ(Random(1, 2, 3).next(), Random(1, 2, 3).next());
  std::set<uint64_t> numbers;
  for (uint64_t seed = 0; seed < 10; ++seed) {
    for (uint64_t stream = 0; stream < 10; ++stream) {
      for (uint64_t key = 0; key < 100; ++key) numbers.insert(Random(seed, stream, key).next());
    }
  }
  EXPECT_EQ(numbers.size(), 10'000u);
}

TEST(Random, IsUniformOverItsRange) {
  Random random(7, 0, 0);
  std::array<int, 10> hits{};
  for (int draw = 0; draw < 100'000; ++draw) ++hits[random.below(10)];
  for (int hit : hits) EXPECT_NEAR(hit, 10'000, 500);
}

}  // namespace
}  // namespace pinflow::source
