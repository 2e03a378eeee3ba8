// UTF-8 and escape sequences, byte by byte: only where there are any is this reached.
#include "json/utf8.h"

#include <charconv>
#include <optional>

namespace pinflow::json {
namespace {

constexpr std::string_view kEscapeLetters = "\"\\/bfnrt";
constexpr std::string_view kEscapedBytes = "\"\\/\b\f\n\r\t";

bool is_continuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// The 16 bits of the "\uXXXX" that `text` starts with.
std::optional<char32_t> read_code_unit(std::string_view text) {
  if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return std::nullopt;
  uint16_t unit = 0;
  const char* end = text.data() + 6;
  std::from_chars_result read = std::from_chars(text.data() + 2, end, unit, 16);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return unit;
}

bool is_high_surrogate(char32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_surrogate(char32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

}  // namespace

size_t utf8_size(std::string_view text) {
  if (text.empty()) return 0;
  auto byte = [&](size_t index) { return static_cast<unsigned char>(text[index]); };
  unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() < size) return 0;
  for (size_t index = 1; index < size; ++index) {
    if (!is_continuation(byte(index))) return 0;
  }
  if (lead == 0xE0 && byte(1) < 0xA0) return 0;  // Longer than needed.
  if (lead == 0xED && byte(1) > 0x9F) return 0;  // A surrogate.
  if (lead == 0xF0 && byte(1) < 0x90) return 0;  // Longer than needed.
  if (lead == 0xF4 && byte(1) > 0x8F) return 0;  // Past U+10FFFF.
  return size;
}

void append_utf8(char32_t code_point, std::string* out) {
  auto tail = [&](int shift) {
    out->push_back(static_cast<char>(0x80 | ((code_point >> shift) & 0x3F)));
  };
  if (code_point < 0x80) {
    out->push_back(static_cast<char>(code_point));
  } else if (code_point < 0x800) {
    out->push_back(static_cast<char>(0xC0 | (code_point >> 6)));
    tail(0);
  } else if (code_point < 0x10000) {
    out->push_back(static_cast<char>(0xE0 | (code_point >> 12)));
    tail(6);
    tail(0);
  } else {
    out->push_back(static_cast<char>(0xF0 | (code_point >> 18)));
    tail(12);
    tail(6);
    tail(0);
  }
}

void append_escaped(char32_t code_point, std::string* out) {
  if (code_point >= 0x20 && code_point != '"' && code_point != '\\') {
    append_utf8(code_point, out);
    return;
  }
  char byte = static_cast<char>(code_point);
  if (size_t index = kEscapedBytes.find(byte); index != std::string_view::npos) {
    out->append({'\\', kEscapeLetters[index]});
    return;
  }
  constexpr std::string_view kHexDigits = "0123456789ABCDEF";
  out->append("\\u00");
  out->push_back(kHexDigits[code_point >> 4]);
  out->push_back(kHexDigits[code_point & 0xF]);
}

Escape read_escape(std::string_view text) {
  if (text.size() < 2) return {};
  if (text[1] != 'u') {
    size_t index = kEscapeLetters.find(text[1]);
    if (index == std::string_view::npos) return {};
    return {2, static_cast<char32_t>(kEscapedBytes[index]), false};
  }
  std::optional<char32_t> unit = read_code_unit(text);
  if (!unit) return {};
  if (is_high_surrogate(*unit)) {
    std::optional<char32_t> low = read_code_unit(text.substr(6));
    if (low && is_low_surrogate(*low)) {
      return {12, 0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00), false};
    }
  }
  return {6, *unit, is_high_surrogate(*unit) || is_low_surrogate(*unit)};
}

}  // namespace pinflow::json
