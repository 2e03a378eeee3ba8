#include "source/generator/grammar.h"

#include <algorithm>
#include <charconv>

#include "base/nearest_name.h"

namespace pinflow::source {
namespace {

// Two letters a digit, two digits at least: no number gives the word of another.
void append_group_word(uint64_t number, std::string* out) {
  static constexpr std::string_view kConsonants = "bdfghjklmnprstvz";
  static constexpr std::string_view kVowels = "aeiou";
  static constexpr uint64_t kBase = kConsonants.size() * kVowels.size();
  const size_t begin = out->size();
  for (int digits = 0; digits < 2 || number > 0; ++digits, number /= kBase) {
    const uint64_t digit = number % kBase;
    *out += kConsonants[digit / kVowels.size()];
    *out += kVowels[digit % kVowels.size()];
  }
  (*out)[begin] = static_cast<char>((*out)[begin] - 'a' + 'A');
}

void append_hash_path(Random* random, std::string* out) {
  char digits[32];
  for (int half = 0; half < 2; ++half) {
    uint64_t bits = random->next();
    for (int index = 0; index < 16; ++index, bits >>= 4) {
      digits[half * 16 + index] = "0123456789abcdef"[bits & 15];
    }
  }
  for (int folder = 0; folder < 3; ++folder) out->append(digits + folder * 2, 2) += '/';
  out->append(digits, sizeof digits);
}

void to_title_case(std::string* text, size_t begin) {
  for (size_t index = begin; index < text->size(); ++index) {
    char& letter = (*text)[index];
    const bool starts_word = index == begin || (*text)[index - 1] == ' ';
    if (starts_word && letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 32);
  }
}

}  // namespace

Result<TextList> Grammar::add(std::string_view name, const std::vector<WeightedText>& entries) {
  double weight_sum = 0;
  for (const WeightedText& entry : entries) weight_sum += entry.weight;
  if (!(weight_sum > 0)) {
    return Status(Code::kInvalidArgument, "text list " + std::string(name) + ": no entries");
  }
  std::vector<Entry> list;
  double weight_until = 0;
  for (const WeightedText& entry : entries) {
    auto pieces = parse(entry.text);
    if (!pieces.ok()) return pieces.status().with_context("text list " + std::string(name));
    weight_until += entry.weight;
    list.push_back({weight_until / weight_sum, std::move(*pieces)});
  }
  const TextList id{lists_.size()};
  lists_.push_back(std::move(list));
  names_.insert_or_assign(std::string(name), id);
  return id;
}

Result<TextList> Grammar::find(std::string_view name) const {
  if (auto found = names_.find(name); found != names_.end()) return found->second;
  std::vector<std::string> known;
  for (const auto& [known_name, list] : names_) known.push_back(known_name);
  return Status(Code::kInvalidArgument, "no text list '" + std::string(name) +
                                            "' was added before" + did_you_mean(name, known));
}

Result<std::vector<Grammar::Piece>> Grammar::parse(std::string_view text) const {
  std::vector<Piece> pieces;
  while (!text.empty()) {
    const size_t open = std::min(text.find('{'), text.size());
    if (open > 0) pieces.push_back({.literal = std::string(text.substr(0, open))});
    text.remove_prefix(open);
    if (text.empty()) break;
    const size_t close = text.find('}');
    if (close == text.npos) return Status(Code::kInvalidArgument, "a { without its }");
    TRY_ASSIGN(Piece piece, parse_name(text.substr(1, close - 1)));
    pieces.push_back(std::move(piece));
    text.remove_prefix(close + 1);
  }
  return pieces;
}

Result<Grammar::Piece> Grammar::parse_name(std::string_view name) const {
  Piece piece;
  std::string lower(name);
  if (!lower.empty() && lower[0] >= 'A' && lower[0] <= 'Z') {
    piece.is_title_case = true;
    lower[0] = static_cast<char>(lower[0] + 32);
  }
  using Kind = Piece::Kind;
  if (lower.starts_with("number:")) {
    piece.kind = Kind::kNumber;
    const char* end = lower.data() + lower.size();
    auto least = std::from_chars(lower.data() + 7, end, piece.least);
    auto most = std::from_chars(std::min(least.ptr + 1, end), end, piece.most);
    if (least.ec != std::errc() || most.ec != std::errc() || most.ptr != end ||
        piece.least > piece.most) {
      return Status(Code::kInvalidArgument, "'" + lower + "' is not number:LEAST:MOST");
    }
  } else if (lower == "block") {
    piece.kind = Kind::kBlock;
  } else if (lower == "block_word") {
    piece.kind = Kind::kBlockWord;
  } else if (lower == "group_word") {
    piece.kind = Kind::kGroupWord;
  } else if (lower == "hash_path") {
    piece.kind = Kind::kHashPath;
  } else {
    piece.kind = Kind::kList;
    TRY_ASSIGN(piece.list, find(lower));
  }
  return piece;
}

void Grammar::append(TextList list, const Place& place, Random* random, std::string* out) const {
  const auto& entries = lists_[static_cast<size_t>(list)];
  auto found =
      std::upper_bound(entries.begin(), entries.end(), random->unit(),
                       [](double share, const Entry& entry) { return share < entry.weight_until; });
  if (found == entries.end()) --found;  // The last sum may be a rounding below 1.
  for (const Piece& piece : found->pieces) append(piece, place, random, out);
}

Result<std::vector<std::string>> Grammar::plain_entries(TextList list) const {
  std::vector<std::string> texts;
  for (const Entry& entry : lists_[static_cast<size_t>(list)]) {
    if (entry.pieces.size() != 1 || entry.pieces[0].kind != Piece::Kind::kLiteral) {
      return Status(Code::kInvalidArgument, "an entry is empty or has braces");
    }
    texts.push_back(entry.pieces[0].literal);
  }
  return texts;
}

void Grammar::append(const Piece& piece, const Place& place, Random* random,
                     std::string* out) const {
  const size_t begin = out->size();
  const Block& block = blocks_[place.block];
  switch (piece.kind) {
    case Piece::Kind::kLiteral:
      *out += piece.literal;
      return;
    case Piece::Kind::kList:
      append(piece.list, place, random, out);
      break;
    case Piece::Kind::kBlock:
      *out += block.name;
      break;
    case Piece::Kind::kBlockWord:
      *out += block.words[random->below(block.words.size())];
      break;
    case Piece::Kind::kGroupWord:
      append_group_word(place.group.number, out);
      break;
    case Piece::Kind::kHashPath:
      append_hash_path(random, out);
      break;
    case Piece::Kind::kNumber:
      *out += std::to_string(piece.least + random->below(piece.most - piece.least + 1));
      break;
  }
  if (piece.is_title_case) to_title_case(out, begin);
}

}  // namespace pinflow::source
