// Compacting in two steps: white space out by simdjson, then escapes where there are any.
#include "json/compact.h"

#include <simdjson.h>

#include <algorithm>

#include "json/reader.h"
#include "json/utf8.h"

namespace pinflow::json {
namespace {

// Writes again what lies behind `begin`, with each escape sequence in its plainest form.
void rewrite_escapes(size_t begin, std::string* out) {
  size_t backslash = out->find('\\', begin);
  if (backslash == std::string::npos) return;
  std::string text = out->substr(backslash);
  out->resize(backslash);
  for (size_t at = 0; at < text.size();) {
    Escape escape = read_escape(std::string_view(text).substr(at));
    if (escape.is_surrogate) {
      out->append(text, at, escape.size_bytes);
    } else {
      append_escaped(escape.code_point, out);
    }
    at += escape.size_bytes;
    size_t next = std::min(text.find('\\', at), text.size());
    out->append(text, at, next - at);
    at = next;
  }
}

}  // namespace

Status compact(std::string_view text, std::string* out) {
  Reader reader(text);
  std::string_view value;
  reader.read_value(&value);
  TRY(reader.finish());
  compact_valid(value, out);
  return Status();
}

void compact_valid(std::string_view text, std::string* out) {
  size_t begin = out->size();
  out->resize(begin + text.size());
  size_t size_bytes = 0;
  simdjson::error_code error =
      simdjson::minify(text.data(), text.size(), out->data() + begin, size_bytes);
  check(error == simdjson::SUCCESS);
  out->resize(begin + size_bytes);
  rewrite_escapes(begin, out);
}

}  // namespace pinflow::json
