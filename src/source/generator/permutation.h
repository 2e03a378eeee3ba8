// Permutation: a shuffle of [0, count) that is computed, not stored.
#pragma once

#include <array>
#include <cstdint>

namespace pinflow::source {

class Permutation {
 public:
  Permutation(uint64_t count, uint64_t seed);

  // Where `index` (below count) goes; no two go to the same place.
  uint64_t operator()(uint64_t index) const;

 private:
  uint64_t count_;
  int half_bits_;  // The network permutes [0, 2^(2 * half_bits_)), at most 4 * count_ numbers.
  std::array<uint64_t, 4> round_keys_;
};

}  // namespace pinflow::source
