// UTF-8 and JSON's \uXXXX: code points to bytes and back.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pinflow::json {

// How many bytes the code point takes that `text` starts with; 0 when it starts with none.
size_t utf8_size(std::string_view text);

void append_utf8(char32_t code_point, std::string* out);

// Appends one character as it stands within quotes: escaped where JSON demands it (with the
// short form where there is one), else as UTF-8.
void append_escaped(char32_t code_point, std::string* out);

// What an escape sequence stands for.
struct Escape {
  size_t size_bytes = 0;      // 2, 6, or 12 for a surrogate pair; 0: not an escape sequence.
  char32_t code_point = 0;    // A lone surrogate as it is.
  bool is_surrogate = false;  // Lone: it has no UTF-8.
};

// Reads the escape sequence that `text` starts with, a backslash.
Escape read_escape(std::string_view text);

}  // namespace pinflow::json
