// PythonRandom: the numbers that Python's `random` module gives for a seed, so that a run here
// posts the rows that the original emulator posts.
#pragma once

#include <cstdint>
#include <random>

namespace pinflow::post {

class PythonRandom {
 public:
  explicit PythonRandom(uint32_t seed);  // random.seed(seed)

  uint32_t randrange(uint32_t end);  // random.randrange(0, end); `end` is at least 1.

 private:
  std::mt19937 engine_;
};

}  // namespace pinflow::post
