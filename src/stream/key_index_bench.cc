// Measures what the key index costs: memory and time of each million keys that are new, and time of
// each million that are known. One JSON line for each.
#include "stream/key_index.h"

#include <chrono>
#include <cstdint>
#include <cstdio>

#include "base/check.h"

namespace {

using namespace pinflow;

constexpr int64_t kMillions = 10;
constexpr int64_t kMillion = 1'000'000;

// Hashes of 63 bits, as the engine gives them.
int64_t hash_of(int64_t number) {
  auto bits = static_cast<uint64_t>(number) + 0x9E3779B97F4A7C15u;
  bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9u;
  bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBu;
  return static_cast<int64_t>((bits ^ (bits >> 31)) >> 1);
}

double seconds_of_million(stream::KeyIndex& index, int64_t first, stream::Verdict expected) {
  auto begin = std::chrono::steady_clock::now();
  int64_t wrong = 0;
  for (int64_t number = first; number < first + kMillion; ++number) {
    wrong += index.admit(hash_of(number), hash_of(~number)) == expected ? 0 : 1;
  }
  check(wrong == 0);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

int main() {
  stream::KeyIndex index;
  for (int64_t million = 1; million <= kMillions; ++million) {
    double fresh = seconds_of_million(index, (million - 1) * kMillion, stream::Verdict::kNew);
    double known = seconds_of_million(index, 0, stream::Verdict::kDuplicate);
    std::printf("{\"million_keys\": %ld, \"mb\": %.1f, \"new_ns\": %.0f, \"known_ns\": %.0f}\n",
                static_cast<long>(million), static_cast<double>(index.memory_bytes()) / (1 << 20),
                fresh * 1000, known * 1000);
  }
}
