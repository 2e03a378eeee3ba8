#include "source/generator/sentence.h"

#include <cmath>
#include <limits>

namespace pinflow::source {
namespace {

bool starts_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; }

}  // namespace

size_t character_count(std::string_view utf8) {
  size_t count = 0;
  for (char byte : utf8) count += starts_character(byte);
  return count;
}

std::string_view first_characters(std::string_view utf8, size_t count) {
  size_t end = 0;
  for (; end < utf8.size(); ++end) {
    if (starts_character(utf8[end]) && count-- == 0) break;
  }
  return utf8.substr(0, end);
}

Result<Sentence> Sentence::read(const Spec& spec, Grammar* grammar) {
  Sentence sentence(*grammar);
  TRY_ASSIGN(std::string phrases, spec.text("phrases"));
  TRY_ASSIGN(sentence.phrases_, grammar->find(phrases));
  TRY_ASSIGN(sentence.least_, spec.number("least"));
  TRY_ASSIGN(sentence.most_, spec.number("most"));
  TRY_ASSIGN(sentence.skew_, spec.number_or("skew", 1));
  TRY_ASSIGN(sentence.ornament_share_, spec.number_or("share", 0));
  if (sentence.ornament_share_ > 0) {
    TRY_ASSIGN(std::string ornament, spec.text("ornament"));
    TRY_ASSIGN(sentence.ornaments_, grammar->find(ornament));
  }
  TRY_ASSIGN(double cut_at, spec.number_or("cut_at", 0));
  sentence.cut_at_ = static_cast<size_t>(cut_at);
  TRY_ASSIGN(sentence.cut_mark_, spec.text_or("cut_mark", ""));
  if (spec.has("tail")) {
    TRY_ASSIGN(std::string tail, spec.text("tail"));
    TRY_ASSIGN(sentence.tails_, grammar->find(tail));
  }
  if (sentence.least_ < 1 || sentence.most_ < sentence.least_) {
    return spec.error("needs 1 <= least <= most");
  }
  return sentence;
}

std::string Sentence::make(const Place& place, Random* random) const {
  const double length = least_ + (most_ - least_) * std::pow(random->unit(), skew_);
  const size_t wanted = static_cast<size_t>(length);
  // How many phrases come before the ornament; more than there are: none is put in.
  const size_t ornament_after =
      random->unit() < ornament_share_ ? random->below(2) : std::numeric_limits<size_t>::max();

  std::string text;
  // A phrase that makes nothing would never fill the text: the number of phrases is bounded too.
  for (size_t phrases = 0; phrases < wanted && text.size() < wanted; ++phrases) {
    if (phrases == ornament_after) {
      grammar_->append(ornaments_, place, random, &text);
      text += ' ';
    }
    grammar_->append(phrases_, place, random, &text);
    text += ' ';
  }
  if (cut_at_ > 0 && wanted > cut_at_) {
    text.resize(first_characters(text, cut_at_).size());
    return text += cut_mark_;
  }
  text.resize(first_characters(text, wanted).size());
  if (const size_t last_space = text.rfind(' '); last_space != text.npos) {
    text.resize(last_space);  // Ends with a whole word.
  }
  if (tails_) grammar_->append(*tails_, place, random, &text);
  return text;
}

}  // namespace pinflow::source
