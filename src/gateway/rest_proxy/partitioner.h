// The partition of a record, chosen as Kafka's default partitioner does, so that a key goes to
// the partition where Kafka's own clients would have put it.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/ids.h"

namespace pinflow::gateway {

// Kafka's 32-bit Murmur2 hash.
uint32_t murmur2(std::string_view bytes);

// `partition_count` is at least 1.
model::Partition partition_of_key(std::string_view key, int32_t partition_count);

}  // namespace pinflow::gateway
