// CRC-32, the checksum of Ethernet and zip, which formats of others use; ours use base/crc32c.h.
#pragma once

#include <cstdint>
#include <string_view>

namespace pinflow {

uint32_t crc32(std::string_view bytes);

}  // namespace pinflow
