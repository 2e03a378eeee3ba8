// The grammar of RFC 8259, token by token.
#include "json/reader.h"

#include "json/compact.h"
#include "json/tokens.h"
#include "json/utf8.h"

namespace pinflow::json {
namespace {

bool is_space(char byte) { return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t'; }
bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

bool is_letter(char byte) { return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z'; }

size_t count_digits(std::string_view text) {
  size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  return count;
}

bool is_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  size_t whole = count_digits(text);
  if (whole == 0 || (whole > 1 && text[0] == '0')) return false;
  text.remove_prefix(whole);
  if (text.starts_with('.')) {
    size_t decimals = count_digits(text.substr(1));
    if (decimals == 0) return false;
    text.remove_prefix(1 + decimals);
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    size_t digits = count_digits(text);
    if (digits == 0) return false;
    text.remove_prefix(digits);
  }
  return text.empty();
}

}  // namespace

Reader::Reader(std::string_view text) : text_(text), next_backslash_(text.find('\\')) {
  Result<std::span<const uint32_t>> tokens = find_tokens(text);
  ok_ = tokens.ok();
  if (ok_) {
    tokens_ = *tokens;
  } else {
    error_ = tokens.status();
  }
}

Reader::~Reader() { release_large_tokens(); }

bool Reader::read_value(std::string_view* raw) {
  if (!ok_) return false;
  size_t begin = tokens_[0];
  if (!skip_value()) return false;
  *raw = text_.substr(begin, end_ - begin);
  return true;
}

bool Reader::enter() {
  char open = peek();
  if (open != '{' && open != '[') return unexpected();
  // The Parser's tree does not count an innermost container that is empty; neither may we.
  bool is_empty = tokens_.size() > 2 && text_[tokens_[1]] == open + 2;
  if (++depth_ > kDepthMax && !is_empty) {
    return fail("nested deeper than " + std::to_string(kDepthMax) + " levels", tokens_[0]);
  }
  take_byte();
  needs_comma_ = false;
  return true;
}

bool Reader::next_member(std::string_view* raw_name) {
  if (at_end_of_container('}')) return false;
  if (peek() != '"') return unexpected();
  size_t begin = tokens_[0];
  if (!skip_string()) return false;
  *raw_name = text_.substr(begin, end_ - begin);
  if (peek() != ':') return unexpected();
  take_byte();
  needs_comma_ = true;
  return true;
}

bool Reader::next_element() {
  if (at_end_of_container(']')) return false;
  needs_comma_ = true;
  return ok_;
}

Status Reader::finish() {
  if (ok_ && end_ == 0) unexpected();
  if (ok_ && tokens_.size() > 1) fail("more text after the value", tokens_[0]);
  return error_;
}

bool Reader::fail(std::string_view cause, size_t position) {
  if (ok_) error_ = not_json(cause, position);
  ok_ = false;
  return false;
}

bool Reader::unexpected() {
  if (!ok_) return false;
  if (tokens_.size() <= 1) return fail("the text ends early", text_.size());
  char byte = peek();
  bool printable = byte > ' ' && byte < '\x7F';
  return fail(printable ? std::string("unexpected '") + byte + "'" : "unexpected character",
              tokens_[0]);
}

bool Reader::skip_value() {
  std::string_view name;
  switch (peek()) {
    case '{':
      if (!enter()) return false;
      while (next_member(&name) && skip_value()) {
      }
      return ok_;
    case '[':
      if (!enter()) return false;
      while (next_element() && skip_value()) {
      }
      return ok_;
    case '"':
      return skip_string();
    default:
      return skip_word();
  }
}

bool Reader::skip_string() {
  take_token();
  while (next_backslash_ < end_) {
    Escape escape = read_escape(text_.substr(next_backslash_, end_ - next_backslash_));
    if (escape.size_bytes == 0) return fail("unknown escape sequence", next_backslash_);
    next_backslash_ = text_.find('\\', next_backslash_ + escape.size_bytes);
  }
  return true;
}

bool Reader::skip_word() {
  char first = peek();
  bool is_numeric = first == '-' || is_digit(first);
  if (!is_numeric && !is_letter(first)) return unexpected();
  size_t begin = tokens_[0];
  std::string_view word = take_token();
  if (is_number(word) || word == "true" || word == "false" || word == "null") return true;
  return fail(is_numeric ? "malformed number" : "unknown word", begin);
}

// Passes the closing bracket when it is next; otherwise the comma, if it is time for one. An
// error ends the container too.
bool Reader::at_end_of_container(char close) {
  if (peek() == close) {
    take_byte();
    --depth_;
    needs_comma_ = true;
    return true;
  }
  if (!needs_comma_) return !ok_;
  if (peek() != ',') return !unexpected();
  take_byte();
  return false;
}

void Reader::take_byte() {
  end_ = tokens_[0] + 1;
  tokens_ = tokens_.subspan(1);
}

// Strings, numbers and words reach to the next token but for the white space before it.
std::string_view Reader::take_token() {
  size_t begin = tokens_[0];
  end_ = tokens_[1];
  while (is_space(text_[end_ - 1])) --end_;
  tokens_ = tokens_.subspan(1);
  return text_.substr(begin, end_ - begin);
}

}  // namespace pinflow::json
