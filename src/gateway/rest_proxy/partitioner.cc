#include "gateway/rest_proxy/partitioner.h"

#include <cstring>

namespace pinflow::gateway {

uint32_t murmur2(std::string_view bytes) {
  constexpr uint32_t kSeed = 0x9747b28c;
  constexpr uint32_t kFactor = 0x5bd1e995;
  uint32_t hash = kSeed ^ static_cast<uint32_t>(bytes.size());
  for (; bytes.size() >= 4; bytes.remove_prefix(4)) {
    uint32_t word = 0;
    std::memcpy(&word, bytes.data(), 4);  // Little-endian, as all our machines are.
    word *= kFactor;
    word ^= word >> 24;
    hash = hash * kFactor ^ word * kFactor;
  }
  if (!bytes.empty()) {
    for (size_t i = 0; i < bytes.size(); ++i) {
      hash ^= static_cast<uint32_t>(static_cast<uint8_t>(bytes[i])) << (8 * i);
    }
    hash *= kFactor;
  }
  hash = (hash ^ hash >> 13) * kFactor;
  return hash ^ hash >> 15;
}

model::Partition partition_of_key(std::string_view key, int32_t partition_count) {
  auto positive = static_cast<int32_t>(murmur2(key) & 0x7fffffff);
  return model::Partition{positive % partition_count};
}

}  // namespace pinflow::gateway
