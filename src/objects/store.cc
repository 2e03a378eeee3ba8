#include "objects/store.h"

#include <algorithm>

#include "json/utf8.h"

namespace pinflow::objects {
namespace {

constexpr size_t kKeyBytesMax = 1024;

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    size_t bytes = json::utf8_size(text);
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
