#include "gateway/base64.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace pinflow::gateway {
namespace {

constexpr std::string_view kLetters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint8_t kNoDigit = 0xff;

constexpr std::array<uint8_t, 256> kDigits = [] {
  std::array<uint8_t, 256> digits{};
  digits.fill(kNoDigit);
  for (size_t i = 0; i < kLetters.size(); ++i) {
    digits[static_cast<uint8_t>(kLetters[i])] = static_cast<uint8_t>(i);
  }
  return digits;
}();

}  // namespace

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  text.remove_suffix(padding);
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  uint32_t bits = 0;
  int bit_count = 0;
  for (char letter : text) {
    uint8_t digit = kDigits[static_cast<uint8_t>(letter)];
    if (digit == kNoDigit) return std::nullopt;
    bits = bits << 6 | digit;
    bit_count += 6;
    if (bit_count >= 8) {
      bit_count -= 8;
      bytes += static_cast<char>(bits >> bit_count);
    }
  }
  return bytes;
}

std::string base64_encode(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (; !bytes.empty(); bytes.remove_prefix(std::min<size_t>(3, bytes.size()))) {
    auto byte = [&](size_t index) {
      return index < bytes.size() ? static_cast<uint8_t>(bytes[index]) : 0u;
    };
    uint32_t bits = byte(0) << 16 | byte(1) << 8 | byte(2);
    text += {kLetters[bits >> 18 & 63], kLetters[bits >> 12 & 63],
             bytes.size() > 1 ? kLetters[bits >> 6 & 63] : '=',
             bytes.size() > 2 ? kLetters[bits & 63] : '='};
  }
  return text;
}

}  // namespace pinflow::gateway
