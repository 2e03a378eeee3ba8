#include "base/pattern.h"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <vector>

namespace pinflow {
namespace {

using re2::StringPiece;

StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

Status refuse(std::string message) { return Status(Code::kInvalidArgument, std::move(message)); }

// What of Java's syntax RE2 refuses, by what it complains of. The rest are plain mistakes.
std::string_view java_feature(const RE2& regex) {
  const std::string& of = regex.error_arg();
  if (regex.error_code() == RE2::ErrorBadEscape) {
    bool is_digit = of.size() == 2 && of[1] >= '1' && of[1] <= '9';
    return is_digit || of == "\\k" ? "backreferences are" : "";
  }
  if (regex.error_code() == RE2::ErrorBadPerlOp || regex.error_code() == RE2::ErrorMissingParen) {
    if (of.starts_with("(?=") || of.starts_with("(?!")) return "lookahead is";
    if (of.starts_with("(?<")) return "lookbehind is";
    if (of.starts_with("(?>")) return "atomic groups are";
  }
  bool is_possessive = regex.error_code() == RE2::ErrorRepeatOp && of.ends_with('+');
  return is_possessive ? "possessive quantifiers are" : "";
}

// Java's syntax in RE2's words, where the two differ silently or only in writing.
Result<std::string> in_words_of_re2(std::string_view java) {
  std::string re2;
  bool in_set = false;
  size_t set_start = 0;
  for (size_t i = 0; i < java.size(); ++i) {
    std::string_view rest = java.substr(i);
    if (rest.starts_with("\\Q")) {  // Up to \E all letters are plain.
      size_t end = std::min(java.find("\\E", i), java.size());
      re2 += RE2::QuoteMeta(piece(java.substr(i + 2, end - i - 2)));
      i = end + 1;
    } else if (rest.front() == '\\') {
      re2 += rest.substr(0, 2);
      ++i;
    } else if (in_set && (rest.front() == '[' || rest.starts_with("&&"))) {
      return refuse("sets within sets are not supported (at '" + std::string(rest) +
                    "'); write one set, and \\[ for the letter");
    } else if (!in_set && rest.starts_with("(?<") && rest.size() > 3 &&
               std::isalpha(static_cast<unsigned char>(rest[3]))) {
      re2 += "(?P<";
      i += 2;
    } else {
      if (!in_set && rest.front() == '[') {
        in_set = true;
        set_start = rest.starts_with("[^") ? i + 2 : i + 1;
        re2 += java.substr(i, set_start - i);
        i = set_start - 1;
        continue;
      }
      // The first letter of a set is part of it even if it is ']'.
      if (in_set && rest.front() == ']' && i > set_start) in_set = false;
      re2 += rest.front();
    }
  }
  return re2;
}

// One piece of a replacement: letters, or a group by its number.
struct Piece {
  std::string letters;
  int group = -1;
};

Status no_group(std::string_view name) {
  return refuse("the expression has no group '" + std::string(name) + "'");
}

// The piece behind a '$' at `*at`, which goes to the piece's last letter.
Result<Piece> read_group(const RE2& regex, std::string_view text, size_t* at) {
  std::string_view rest = text.substr(*at + 1);
  if (rest.starts_with('{')) {
    size_t end = rest.find('}');
    if (end == std::string_view::npos) return refuse("'${' without '}'");
    std::string name(rest.substr(1, end - 1));
    const auto& groups = regex.NamedCapturingGroups();
    auto found = groups.find(name);
    if (found == groups.end()) return no_group(name);
    *at += end + 1;
    return Piece{"", found->second};
  }
  int group = -1;
  size_t digits = 0;
  // As many digits as still name a group.
  for (; digits < rest.size() && std::isdigit(static_cast<unsigned char>(rest[digits])); ++digits) {
    int longer = std::max(group, 0) * 10 + (rest[digits] - '0');
    if (longer > regex.NumberOfCapturingGroups()) break;
    group = longer;
  }
  if (group < 0) {
    if (rest.empty() || !std::isdigit(static_cast<unsigned char>(rest[0]))) {
      return refuse("behind '$' a group's number or {name} is wanted; write \\$ for the letter");
    }
    return no_group(rest.substr(0, 1));
  }
  *at += digits;
  return Piece{"", group};
}

Result<std::vector<Piece>> read_replacement(const RE2& regex, std::string_view text) {
  std::vector<Piece> pieces;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '$') {
      TRY_ASSIGN(Piece group, read_group(regex, text, &i));
      pieces.push_back(std::move(group));
      continue;
    }
    if (text[i] == '\\') {
      if (++i == text.size()) return refuse("a letter is missing behind '\\'");
    }
    pieces.push_back({std::string(1, text[i]), -1});
  }
  return pieces;
}

}  // namespace

Result<Pattern> Pattern::compile(std::string_view expression) {
  TRY_ASSIGN(std::string translated, in_words_of_re2(expression));
  RE2::Options options;
  options.set_log_errors(false);
  auto compiled = std::make_shared<const RE2>(piece(translated), options);
  if (compiled->ok()) return Pattern(std::move(compiled));
  std::string message = compiled->error();
  if (std::string_view feature = java_feature(*compiled); !feature.empty()) {
    message += "; " + std::string(feature) +
               " not supported here, since matching could take time without end";
  }
  return refuse(std::move(message));
}

bool Pattern::matches(std::string_view text) const {
  return RE2::FullMatch(piece(text), *compiled_);
}

Status Pattern::check_replacement(std::string_view replacement) const {
  return read_replacement(*compiled_, replacement).status();
}

std::string Pattern::replace_first(std::string_view text, std::string_view replacement) const {
  auto pieces = read_replacement(*compiled_, replacement);
  std::vector<StringPiece> groups(static_cast<size_t>(compiled_->NumberOfCapturingGroups()) + 1);
  bool found = compiled_->Match(piece(text), 0, text.size(), RE2::UNANCHORED, groups.data(),
                                static_cast<int>(groups.size()));
  if (!found || !pieces.ok()) return std::string(text);
  size_t begin = static_cast<size_t>(groups[0].data() - text.data());
  std::string replaced(text.substr(0, begin));
  for (const Piece& one : *pieces) {
    replaced += one.letters;
    if (one.group < 0) continue;
    const StringPiece& group = groups[static_cast<size_t>(one.group)];
    replaced.append(group.data(), group.size());
  }
  return replaced + std::string(text.substr(begin + groups[0].size()));
}

}  // namespace pinflow
