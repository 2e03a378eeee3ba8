#include "source/generator/grammar.h"

#include <gtest/gtest.h>

#include <set>

namespace pinflow::source {
namespace {

const std::vector<Block> kBlocks = {{"art", 0, {"oil paint", "ink"}}, {"travel", 5, {"road trip"}}};

std::string make(Grammar& grammar, const std::string& text, const Place& place = {},
                 uint64_t key = 0) {
  auto list = grammar.add("", {{1, text}});
  if (!list.ok()) return list.status().message();
  Random random(1, 1, key);
  std::string out;
  grammar.append(*list, place, &random, &out);
  return out;
}

TEST(Grammar, PutsListsIntoTextsAndTitleCase) {
  Grammar grammar(kBlocks);
  ASSERT_TRUE(grammar.add("idea", {{1, "simple tips"}}).ok());
  ASSERT_TRUE(grammar.add("title", {{1, "{Idea} on {Block_word}"}}).ok());
  EXPECT_EQ(make(grammar, "{title} | {idea}, {block}", {.row = 0, .block = 1, .group = {}}),
            "Simple Tips on Road Trip | simple tips, travel");
}

TEST(Grammar, PicksByWeight) {
  Grammar grammar(kBlocks);
  ASSERT_TRUE(grammar.add("side", {{3, "a"}, {1, "b"}, {0, "never"}}).ok());
  std::map<std::string, int> made;
  for (uint64_t key = 0; key < 4'000; ++key) ++made[make(grammar, "{side}", {}, key)];
  EXPECT_NEAR(made["a"], 3'000, 150);
  EXPECT_NEAR(made["b"], 1'000, 150);
  EXPECT_EQ(made.count("never"), 0u);
}

TEST(Grammar, GivesEveryGroupAWordOfItsOwn) {
  Grammar grammar(kBlocks);
  std::set<std::string> words;
  for (uint64_t number = 0; number < 20'000; ++number) {
    words.insert(
        make(grammar, "{group_word}", {.row = 0, .block = 0, .group = {.number = number}}));
  }
  EXPECT_EQ(words.size(), 20'000u);
}

TEST(Grammar, MakesNumbersAndHashPaths) {
  Grammar grammar(kBlocks);
  const std::string path = make(grammar, "{hash_path}");
  ASSERT_EQ(path.size(), 9u + 32);
  EXPECT_EQ(path.substr(0, 9),
            path.substr(9, 2) + "/" + path.substr(11, 2) + "/" + path.substr(13, 2) + "/");
  std::set<std::string> numbers;
  for (uint64_t key = 0; key < 100; ++key) numbers.insert(make(grammar, "{number:8:11}", {}, key));
  EXPECT_EQ(numbers, (std::set<std::string>{"8", "9", "10", "11"}));
}

TEST(Grammar, NamesWhatIsWrong) {
  Grammar grammar(kBlocks);
  ASSERT_TRUE(grammar.add("idea", {{1, "x"}}).ok());
  EXPECT_NE(make(grammar, "{ides}").find("did you mean 'idea'"), std::string::npos);
  EXPECT_NE(make(grammar, "{idea").find("a { without its }"), std::string::npos);
  EXPECT_NE(make(grammar, "{number:5:1}").find("is not number:LEAST:MOST"), std::string::npos);
  EXPECT_NE(make(grammar, "{number:}").find("is not number:LEAST:MOST"), std::string::npos);
  EXPECT_EQ(grammar.add("empty", {}).status().code(), Code::kInvalidArgument);
  EXPECT_EQ(grammar.add("loop", {{1, "{loop}"}}).status().code(), Code::kInvalidArgument);
}

TEST(Grammar, GivesPlainEntriesOnly) {
  Grammar grammar(kBlocks);
  EXPECT_EQ(*grammar.plain_entries(*grammar.add("plain", {{1, "a"}, {1, "b"}})),
            (std::vector<std::string>{"a", "b"}));
  EXPECT_FALSE(grammar.plain_entries(*grammar.add("braces", {{1, "{block}"}})).ok());
}

}  // namespace
}  // namespace pinflow::source
