// Pattern: a regular expression that somebody else wrote, in Java's syntax as Kafka's world has it.
// Takes linear time and bounded memory, whatever the expression and the text.
//
//   Taken:     all that means the same to RE2; named groups as Java writes them, (?<name>a).
//   Refused:   lookahead, lookbehind, backreferences, possessive and atomic groups, sets within
//              sets ([a-z&&[^b]]), repetitions over 1000.
//   Threads:   any; a Pattern does not change. Copies share it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace re2 {
class RE2;
}

namespace pinflow {

class Pattern {
 public:
  // Errors: kInvalidArgument: what is wrong, and where it is Java's alone, why.
  static Result<Pattern> compile(std::string_view expression);

  // Whether it matches the whole text.
  bool matches(std::string_view text) const;

  // Whether replace_first() can use it: $1, ${name}; \ makes the next letter a plain one.
  // Errors: kInvalidArgument: no such group.
  Status check_replacement(std::string_view replacement) const;
  // `text` with the first part that matches replaced, as Java's Matcher.replaceFirst() does.
  std::string replace_first(std::string_view text, std::string_view replacement) const;

 private:
  explicit Pattern(std::shared_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const re2::RE2> compiled_;
};

}  // namespace pinflow
