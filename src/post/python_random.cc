#include "post/python_random.h"

#include <bit>

#include "base/check.h"

namespace pinflow::post {
namespace {

// A seed sequence that fills the Mersenne Twister's state as its authors' init_by_array does with
// an array of one word, which is what CPython calls for a small integer.
struct PythonSeed {
  using result_type = uint32_t;
  uint32_t seed;

  template <class Iterator>
  void generate(Iterator state, Iterator end) {
    const auto size = static_cast<uint32_t>(end - state);
    const auto mixed = [&](uint32_t index) { return state[index - 1] ^ (state[index - 1] >> 30); };
    state[0] = 19650218;
    for (uint32_t index = 1; index < size; ++index) {
      state[index] = static_cast<uint32_t>(1812433253 * mixed(index) + index);
    }
    uint32_t index = 1;
    const auto advance = [&] {
      if (++index < size) return;
      state[0] = state[size - 1];
      index = 1;
    };
    for (uint32_t round = 0; round < size; ++round, advance()) {
      state[index] = static_cast<uint32_t>((state[index] ^ mixed(index) * 1664525) + seed);
    }
    for (uint32_t round = 1; round < size; ++round, advance()) {
      state[index] = static_cast<uint32_t>((state[index] ^ mixed(index) * 1566083941) - index);
    }
    state[0] = 0x80000000;
  }
};

std::mt19937 seeded(uint32_t seed) {
  PythonSeed sequence{seed};
  return std::mt19937(sequence);
}

}  // namespace

PythonRandom::PythonRandom(uint32_t seed) : engine_(seeded(seed)) {}

// Draws as many bits as `end` has until they are below it.
uint32_t PythonRandom::randrange(uint32_t end) {
  check(end > 0);
  uint32_t number;
  do {
    number = static_cast<uint32_t>(engine_()) >> (32 - std::bit_width(end));
  } while (number >= end);
  return number;
}

}  // namespace pinflow::post
