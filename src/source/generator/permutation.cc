#include "source/generator/permutation.h"

#include <algorithm>
#include <bit>

#include "base/check.h"
#include "source/generator/random.h"

namespace pinflow::source {

Permutation::Permutation(uint64_t count, uint64_t seed)
    : count_(count), half_bits_(std::max(1, (static_cast<int>(std::bit_width(count)) + 1) / 2)) {
  Random random(seed, 0, count);
  for (uint64_t& key : round_keys_) key = random.next();
}

// A Feistel network; what falls past the end goes through it again until it is inside.
uint64_t Permutation::operator()(uint64_t index) const {
  check(index < count_);
  const uint64_t half_mask = (uint64_t{1} << half_bits_) - 1;
  do {
    uint64_t left = index >> half_bits_;
    uint64_t right = index & half_mask;
    for (uint64_t key : round_keys_) {
      uint64_t swapped = left ^ (mix(right + key) & half_mask);
      left = right;
      right = swapped;
    }
    index = left << half_bits_ | right;
  } while (index >= count_);
  return index;
}

}  // namespace pinflow::source
