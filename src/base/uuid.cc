#include "base/uuid.h"

#include <sys/random.h>

#include <array>
#include <bit>
#include <cstdint>
#include <random>

#include "base/check.h"

namespace pinflow {

namespace {

using Bytes = std::array<uint8_t, 16>;

std::string text_of(Bytes bytes) {
  bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3f) | 0x80);
  std::string text;
  text.reserve(36);
  for (size_t index = 0; index < bytes.size(); ++index) {
    if (index == 4 || index == 6 || index == 8 || index == 10) text += '-';
    text += "0123456789abcdef"[bytes[index] >> 4];
    text += "0123456789abcdef"[bytes[index] & 15];
  }
  return text;
}

}  // namespace

std::string uuid4() {
  Bytes bytes;
  check(::getrandom(bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  return text_of(bytes);
}

std::string quick_uuid4() {
  thread_local std::mt19937_64 random{std::random_device()()};
  return text_of(std::bit_cast<Bytes>(std::array{random(), random()}));
}

}  // namespace pinflow
