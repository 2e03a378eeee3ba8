// Writing of JSON text.
#include "json/writer.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "json/utf8.h"

namespace pinflow::json {
namespace {

bool is_plain(char byte) { return byte >= ' ' && byte <= '~' && byte != '"' && byte != '\\'; }

template <class Integer>
void append_integer(Integer number, std::string* out) {
  char digits[24];
  char* end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out->append(digits, end);
}

}  // namespace

void write_string(std::string_view text, std::string* out) {
  out->reserve(out->size() + text.size() + 2);
  out->push_back('"');
  for (size_t at = 0; at < text.size();) {
    size_t plain_end = at;
    while (plain_end < text.size() && is_plain(text[plain_end])) ++plain_end;
    out->append(text, at, plain_end - at);
    at = plain_end;
    if (at == text.size()) break;
    size_t size = utf8_size(text.substr(at));
    if (size == 0) {
      append_utf8(0xFFFD, out);
    } else if (size == 1) {
      append_escaped(static_cast<unsigned char>(text[at]), out);
    } else {
      out->append(text, at, size);
    }
    at += std::max<size_t>(size, 1);
  }
  out->push_back('"');
}

std::string in_quotes(std::string_view text) {
  std::string json;
  write_string(text, &json);
  return json;
}

void write_double(double number, std::string* out) {
  if (!std::isfinite(number)) {
    out->append("null");
    return;
  }
  char digits[32];
  std::string_view shortest(digits,
                            std::to_chars(digits, digits + sizeof digits, number).ptr - digits);
  out->append(shortest);
  if (shortest.find_first_of(".e") == std::string_view::npos) out->append(".0");
}

Writer& Writer::begin_object() {
  separate();
  text_.push_back('{');
  needs_comma_ = false;
  return *this;
}

Writer& Writer::end_object() {
  text_.push_back('}');
  needs_comma_ = true;
  return *this;
}

Writer& Writer::begin_array() {
  separate();
  text_.push_back('[');
  needs_comma_ = false;
  return *this;
}

Writer& Writer::end_array() {
  text_.push_back(']');
  needs_comma_ = true;
  return *this;
}

Writer& Writer::key(std::string_view name) {
  separate();
  write_string(name, &text_);
  text_.push_back(':');
  needs_comma_ = false;
  return *this;
}

Writer& Writer::value(std::string_view text) {
  separate();
  write_string(text, &text_);
  return *this;
}

Writer& Writer::value(bool flag) { return raw(flag ? "true" : "false"); }

Writer& Writer::value(int64_t number) {
  separate();
  append_integer(number, &text_);
  return *this;
}

Writer& Writer::value(uint64_t number) {
  separate();
  append_integer(number, &text_);
  return *this;
}

Writer& Writer::value(double number) {
  separate();
  write_double(number, &text_);
  return *this;
}

Writer& Writer::null() { return raw("null"); }

Writer& Writer::raw(std::string_view json) {
  separate();
  text_.append(json);
  return *this;
}

void Writer::separate() {
  if (needs_comma_) text_.push_back(',');
  needs_comma_ = true;
}

}  // namespace pinflow::json
