// Writer: builds JSON text, the only way this code base makes JSON.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pinflow::json {

// Appends `text` quoted and escaped. Invalid UTF-8 becomes U+FFFD.
void write_string(std::string_view text, std::string* out);
std::string in_quotes(std::string_view text);  // The same by itself.
// Appends the shortest text that reads back as `number`: 1.5, 1e+30, 2.0; null when not finite.
void write_double(double number, std::string* out);

// Puts commas and quotes in the right places:
//   Writer w; w.begin_object(); w.member("name", "pin"); w.key("tags"); w.begin_array(); …
class Writer {
 public:
  Writer& begin_object();
  Writer& end_object();
  Writer& begin_array();
  Writer& end_array();
  Writer& key(std::string_view name);

  Writer& value(std::string_view text);
  Writer& value(const char* text) { return value(std::string_view(text)); }
  Writer& value(bool flag);
  Writer& value(int64_t number);
  Writer& value(uint64_t number);
  Writer& value(int number) { return value(static_cast<int64_t>(number)); }
  Writer& value(double number);
  Writer& null();
  Writer& raw(std::string_view json);  // A value that is JSON already.

  template <class T>
  Writer& member(std::string_view name, const T& of) {
    return key(name).value(of);
  }

  // Makes room for so much more text, where it is known to be long.
  void reserve(size_t more_bytes) { text_.reserve(text_.size() + more_bytes); }

  const std::string& text() const { return text_; }
  std::string take() { return std::move(text_); }

 private:
  void separate();

  std::string text_;
  bool needs_comma_ = false;
};

}  // namespace pinflow::json
