// Sentences: free text of a wanted length, put together from phrases.
//
//   "phrases"               the list they come from
//   "least", "most"         the length in characters is least + (most - least) * uniform^skew
//   "skew"                  1 if absent
//   "ornament", "share"     a list; the share of texts that have an entry of it near their
//   beginning "cut_at", "cut_mark"    a longer text is cut there, and ends with the mark "tail" a
//   list; an entry of it ends the text
#pragma once

#include "base/result.h"
#include "source/generator/grammar.h"
#include "source/generator/spec.h"

namespace pinflow::source {

class Sentence {
 public:
  static Result<Sentence> read(const Spec& spec, Grammar* grammar);

  std::string make(const Place& place, Random* random) const;

 private:
  explicit Sentence(const Grammar& grammar) : grammar_(&grammar) {}

  const Grammar* grammar_;
  TextList phrases_{};
  double least_ = 0;
  double most_ = 0;
  double skew_ = 1;
  TextList ornaments_{};
  double ornament_share_ = 0;
  size_t cut_at_ = 0;  // 0: never.
  std::string cut_mark_;
  std::optional<TextList> tails_;
};

// Characters are code points.
size_t character_count(std::string_view utf8);
// The first `count` characters.
std::string_view first_characters(std::string_view utf8, size_t count);

}  // namespace pinflow::source
