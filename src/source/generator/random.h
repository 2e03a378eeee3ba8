// Random: numbers that follow from (seed, stream, key) alone, so that a cell of a table can be made
// without making the ones before it.
#pragma once

#include <cstdint>

namespace pinflow::source {

// A bijection of 64-bit numbers that spreads every bit over all of them (SplitMix64's).
constexpr uint64_t mix(uint64_t bits) {
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
  return bits ^ (bits >> 31);
}

class Random {
 public:
  // `stream` tells columns apart, `key` rows or groups.
  Random(uint64_t seed, uint64_t stream, uint64_t key)
      : state_(mix(mix(mix(seed) + stream) + key)) {}

  uint64_t next() { return mix(state_ += 0x9e3779b97f4a7c15); }
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }  // [0, 1)
  uint64_t below(uint64_t count) {                                       // [0, count)
    return static_cast<uint64_t>(unit() * static_cast<double>(count));
  }

 private:
  uint64_t state_;
};

}  // namespace pinflow::source
