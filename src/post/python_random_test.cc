#include "post/python_random.h"

#include <gtest/gtest.h>

#include <vector>

namespace pinflow::post {
namespace {

std::vector<uint32_t> draws(uint32_t seed, uint32_t end, size_t count) {
  PythonRandom random(seed);
  std::vector<uint32_t> numbers;
  while (numbers.size() < count) numbers.push_back(random.randrange(end));
  return numbers;
}

// Expected: python3 -c "import random; random.seed(S); print([random.randrange(E) for _ in …])"
TEST(PythonRandom, GivesWhatPythonGives) {
  EXPECT_EQ(draws(100, 1'000, 6), (std::vector<uint32_t>{149, 470, 465, 974, 789, 178}));
  EXPECT_EQ(draws(0, 2, 12), (std::vector<uint32_t>{1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 0, 1}));
  EXPECT_EQ(draws(4'294'967'295, 4'000'000'000, 3),
            (std::vector<uint32_t>{2728839433, 2661025012, 872737089}));
  EXPECT_EQ(draws(7, 1, 3), (std::vector<uint32_t>{0, 0, 0}));
}

}  // namespace
}  // namespace pinflow::post
