#include "base/crc32.h"

#include <array>

namespace pinflow {
namespace {

constexpr std::array<uint32_t, 256> kChecksums = [] {
  std::array<uint32_t, 256> table{};
  for (uint32_t byte = 0; byte < table.size(); ++byte) {
    uint32_t rest = byte;
    for (int bit = 0; bit < 8; ++bit) rest = (rest & 1) != 0 ? 0xedb88320 ^ rest >> 1 : rest >> 1;
    table[byte] = rest;
  }
  return table;
}();

}  // namespace

uint32_t crc32(std::string_view bytes) {
  uint32_t rest = 0xffffffff;
  for (char byte : bytes) rest = kChecksums[(rest ^ static_cast<uint8_t>(byte)) & 255] ^ rest >> 8;
  return ~rest;
}

}  // namespace pinflow
