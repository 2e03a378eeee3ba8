#include "serve/shown_bytes.h"

#include "base/base64.h"
#include "json/compact.h"
#include "json/utf8.h"

namespace pinflow::serve {
namespace {

constexpr size_t kLetterBytesMax = 4;

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    size_t size = json::utf8_size(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

}  // namespace

void write_bytes(const std::string& name, const std::optional<std::string>& bytes,
                 json::Writer* writer) {
  std::string compact;
  const char* encoding = "none";
  writer->key(name);
  if (!bytes) {
    writer->null();
  } else if (json::compact(*bytes, &compact).ok()) {
    encoding = "json";
    writer->value(*bytes);
  } else if (is_utf8(*bytes)) {
    encoding = "text";
    writer->value(*bytes);
  } else {
    encoding = "base64";
    writer->value(base64_encode(*bytes));
  }
  writer->member(name + "_encoding", encoding);
}

std::string_view whole_letters(std::string_view bytes) {
  for (size_t cut = 0; cut < kLetterBytesMax && cut <= bytes.size(); ++cut) {
    std::string_view shorter = bytes.substr(0, bytes.size() - cut);
    if (is_utf8(shorter)) return shorter;
  }
  return bytes;
}

}  // namespace pinflow::serve
