// Grammar: texts put together from named lists of phrases, so that what a generated text says is
// data.
//
//   "{list}"         an entry of that list, which may itself name lists that were added before
//   "{List}"         the same in Title Case
//   "{block}"        the name of the row's block; "{block_word}" one of its words
//   "{group_word}"   a made-up word that no other group has
//   "{hash_path}"    12/34/56/123456… : 32 hexadecimal digits and the folders they give
//   "{number:2:99}"  a whole number of that range
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "source/generator/groups.h"
#include "source/generator/random.h"

namespace pinflow::source {

// What the texts and values of one row follow from.
struct Place {
  uint64_t row = 0;
  size_t block = 0;
  Group group;
  uint64_t draw_count = 1;  // A value is the least of so many draws.
};

struct Block {
  std::string name;
  uint64_t begin = 0;  // First row, where there are as many rows as the description says.
  std::vector<std::string> words;
};

struct WeightedText {
  double weight = 1;
  std::string text;
};

enum class TextList : size_t {};

class Grammar {
 public:
  explicit Grammar(std::vector<Block> blocks) : blocks_(std::move(blocks)) {}

  // Errors: kInvalidArgument (no entries, an unknown name in braces, a range that is none).
  Result<TextList> add(std::string_view name, const std::vector<WeightedText>& entries);
  Result<TextList> find(std::string_view name) const;  // kInvalidArgument, with the nearest name.

  void append(TextList list, const Place& place, Random* random, std::string* out) const;
  // The list's entries as they are. Errors: kInvalidArgument (one of them names something).
  Result<std::vector<std::string>> plain_entries(TextList list) const;

 private:
  struct Piece {
    enum class Kind { kLiteral, kList, kBlock, kBlockWord, kGroupWord, kHashPath, kNumber };
    Kind kind = Kind::kLiteral;
    bool is_title_case = false;
    std::string literal;
    TextList list{};
    uint64_t least = 0;
    uint64_t most = 0;
  };
  struct Entry {
    double weight_until;  // Of this entry and those before it, of 1.
    std::vector<Piece> pieces;
  };

  Result<std::vector<Piece>> parse(std::string_view text) const;
  Result<Piece> parse_name(std::string_view name) const;
  void append(const Piece& piece, const Place& place, Random* random, std::string* out) const;

  std::vector<Block> blocks_;
  std::vector<std::vector<Entry>> lists_;
  std::map<std::string, TextList, std::less<>> names_;
};

}  // namespace pinflow::source
