#include "gateway/rest_v3/record_splitter.h"

#include <algorithm>

namespace pinflow::gateway {

void RecordSplitter::add(std::string_view bytes) {
  text_.erase(0, begin_);
  scanned_ -= begin_;
  begin_ = 0;
  text_.append(bytes);
}

std::optional<std::string_view> RecordSplitter::next() {
  skip_blanks();
  for (; scanned_ < text_.size(); ++scanned_) {
    const char c = text_[scanned_];
    if (is_escaped_) {
      is_escaped_ = false;
    } else if (in_string_) {
      is_escaped_ = c == '\\';
      in_string_ = c != '"';
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (c == '}' || c == ']') {
      if (depth_ > 0) --depth_;  // One that closes nothing ends what cannot be an object.
      if (depth_ > 0) continue;
      const size_t begin = begin_;
      begin_ = ++scanned_;
      return std::string_view(text_).substr(begin, begin_ - begin);
    }
  }
  return std::nullopt;
}

size_t RecordSplitter::begun_bytes() {
  skip_blanks();
  return text_.size() - begin_;
}

void RecordSplitter::skip_blanks() {
  if (scanned_ > begin_) return;  // Inside of an object, where blanks count.
  begin_ = std::min(text_.find_first_not_of(" \t\r\n", begin_), text_.size());
  scanned_ = begin_;
}

}  // namespace pinflow::gateway
