#include "base/base64.h"

#include <array>
#include <cstdint>

namespace pinflow {
namespace {

constexpr std::string_view kLetters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint8_t kNoDigit = 0x80;

constexpr std::array<uint8_t, 256> kDigits = [] {
  std::array<uint8_t, 256> digits{};
  digits.fill(kNoDigit);
  for (size_t i = 0; i < kLetters.size(); ++i) {
    digits[static_cast<uint8_t>(kLetters[i])] = static_cast<uint8_t>(i);
  }
  return digits;
}();

// The two letters of each 12 bits: half as many look-ups.
constexpr std::array<std::array<char, 2>, 4096> kLetterPairs = [] {
  std::array<std::array<char, 2>, 4096> pairs{};
  for (size_t i = 0; i < pairs.size(); ++i) pairs[i] = {kLetters[i >> 6], kLetters[i & 63]};
  return pairs;
}();

uint32_t digit(char letter) { return kDigits[static_cast<uint8_t>(letter)]; }
uint32_t byte(char bytes) { return static_cast<uint8_t>(bytes); }

}  // namespace

std::optional<size_t> base64_decode_into(std::string_view text, std::span<char> bytes) {
  if (text.size() % 4 != 0) return std::nullopt;
  if (text.empty()) return 0;
  char* out = bytes.data();
  uint32_t seen = 0;  // Of all digits: kNoDigit is in it when one was none.
  const char* last = text.data() + text.size() - 4;
  for (const char* in = text.data(); in != last; in += 4) {
    uint32_t a = digit(in[0]), b = digit(in[1]), c = digit(in[2]), d = digit(in[3]);
    seen |= a | b | c | d;
    *out++ = static_cast<char>(a << 2 | b >> 4);
    *out++ = static_cast<char>(b << 4 | c >> 2);
    *out++ = static_cast<char>(c << 6 | d);
  }
  size_t padding = last[3] != '=' ? 0 : last[2] != '=' ? 1 : 2;
  uint32_t a = digit(last[0]), b = digit(last[1]);
  uint32_t c = padding > 1 ? 0 : digit(last[2]), d = padding > 0 ? 0 : digit(last[3]);
  seen |= a | b | c | d;
  // Bits that belong to no byte are 0, or two texts would mean the same bytes.
  bool has_spare_bits = (padding == 2 && (b & 15) != 0) || (padding == 1 && (c & 3) != 0);
  if ((seen & kNoDigit) != 0 || has_spare_bits) return std::nullopt;
  *out++ = static_cast<char>(a << 2 | b >> 4);
  if (padding < 2) *out++ = static_cast<char>(b << 4 | c >> 2);
  if (padding < 1) *out++ = static_cast<char>(c << 6 | d);
  return static_cast<size_t>(out - bytes.data());
}

std::optional<std::string> base64_decode(std::string_view text) {
  std::string bytes(base64_bytes_max(text.size()), '\0');
  auto size_bytes = base64_decode_into(text, bytes);
  if (!size_bytes) return std::nullopt;
  bytes.resize(*size_bytes);
  return bytes;
}

void append_base64(std::string_view bytes, std::string* text) {
  size_t begin = text->size();
  text->resize(begin + (bytes.size() + 2) / 3 * 4);
  char* out = text->data() + begin;
  auto put = [&out](uint32_t bits) {
    for (char letter : kLetterPairs[bits]) *out++ = letter;
  };
  for (; bytes.size() >= 3; bytes.remove_prefix(3)) {
    uint32_t bits = byte(bytes[0]) << 16 | byte(bytes[1]) << 8 | byte(bytes[2]);
    put(bits >> 12);
    put(bits & 4095);
  }
  if (bytes.empty()) return;
  uint32_t bits = byte(bytes[0]) << 16 | (bytes.size() > 1 ? byte(bytes[1]) << 8 : 0);
  put(bits >> 12);
  put(bits & 4095);
  out[-1] = '=';
  if (bytes.size() == 1) out[-2] = '=';
}

std::string base64_encode(std::string_view bytes) {
  std::string text;
  append_base64(bytes, &text);
  return text;
}

}  // namespace pinflow
