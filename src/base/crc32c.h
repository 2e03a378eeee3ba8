// CRC-32C (Castagnoli), the checksum of every record we store and of Kafka's record batches.
#pragma once

#include <cstdint>
#include <string_view>

namespace pinflow {

// The checksum of `bytes`; with `seed` set to an earlier result, of that text and `bytes` joined.
// Uses the processor's own instruction where there is one.
uint32_t crc32c(std::string_view bytes, uint32_t seed = 0);

}  // namespace pinflow
