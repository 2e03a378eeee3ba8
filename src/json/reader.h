// Reader: goes through a JSON text once from left to right, checks every rule of the grammar on
// its way, and gives out raw pieces of the text.
//
//   Threads:   one Reader at a time in each thread (they share find_tokens()' memory).
//   Errors:    the first one stays; from there on every step answers false. finish() tells it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"

namespace pinflow::json {

class Reader {
 public:
  explicit Reader(std::string_view text);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // The first byte of the next token: '{', '[', '"', a digit, …; '\0' at the end.
  char peek() const { return ok_ && tokens_.size() > 1 ? text_[tokens_[0]] : '\0'; }

  // Goes past one whole value, whose raw text is then in `raw`.
  bool read_value(std::string_view* raw);

  // Enters the object or array that peek() shows. Then each call stands before the next value
  // until it answers false: the end is passed, or there is an error.
  bool enter();
  bool next_member(std::string_view* raw_name);  // With quotes, escapes as they are.
  bool next_element();

  // OK when exactly one value was read and nothing follows it.
  Status finish();

 private:
  bool fail(std::string_view cause, size_t position);
  bool unexpected();
  bool skip_value();
  bool skip_string();
  bool skip_word();
  bool at_end_of_container(char close);
  void take_byte();
  std::string_view take_token();

  std::string_view text_;
  std::span<const uint32_t> tokens_;  // What is still ahead, and the text's size.
  size_t end_ = 0;                    // Where the token taken last ends.
  size_t next_backslash_;             // Outside of strings it is an error, so none is passed.
  size_t depth_ = 0;
  bool needs_comma_ = false;
  bool ok_ = true;
  Status error_;
};

}  // namespace pinflow::json
