#include "objects/store.h"

namespace pinflow::objects {
namespace {

constexpr size_t kKeyBytesMax = 1024;

// Bytes of the well-formed UTF-8 character that `text` starts with, or 0.
size_t utf8_character_bytes(std::string_view text) {
  auto byte = [&](size_t index) { return static_cast<unsigned char>(text[index]); };
  auto continues = [&](size_t index) { return index < text.size() && (byte(index) >> 6) == 2; };
  unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4 || !continues(1)) return 0;
  if (lead < 0xE0) return 2;
  if (lead == 0xE0 && byte(1) < 0xA0) return 0;  // Could be written shorter.
  if (lead == 0xED && byte(1) > 0x9F) return 0;  // A surrogate.
  if (lead == 0xF0 && byte(1) < 0x90) return 0;
  if (lead == 0xF4 && byte(1) > 0x8F) return 0;  // Past the last code point.
  if (!continues(2)) return 0;
  if (lead < 0xF0) return 3;
  return continues(3) ? 4 : 0;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    size_t bytes = utf8_character_bytes(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

}  // namespace

Status check_key(std::string_view key) {
  auto refuse = [](const char* why) {
    return Status(Code::kInvalidArgument, std::string("object key: ") + why);
  };
  if (key.empty()) return refuse("empty");
  if (key.size() > kKeyBytesMax) return refuse("over 1024 bytes");
  if (key.find('\0') != std::string_view::npos) return refuse("contains NUL");
  for (size_t begin = 0; begin <= key.size();) {
    size_t end = std::min(key.find('/', begin), key.size());
    std::string_view part = key.substr(begin, end - begin);
    if (part.empty()) return refuse("has an empty part");
    if (part == "." || part == "..") return refuse("has a part '.' or '..'");
    begin = end + 1;
  }
  return is_utf8(key) ? Status() : refuse("not UTF-8");
}

}  // namespace pinflow::objects
