#include "source/generator/column.h"

#include <gtest/gtest.h>

#include <regex>

#include "source/generator/count.h"
#include "source/generator/sentence.h"

namespace pinflow::source {
namespace {

class ColumnTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(grammar_.add("name", {{1, "Ada"}, {1, "Bob"}, {1, "Cy"}, {1, "Dee"}}).ok());
    ASSERT_TRUE(grammar_.add("phrase", {{1, "some words"}, {1, "more of them, \u2764"}}).ok());
  }

  GeneratedColumn column(const std::string& json) {
    auto read = read_column(Spec(*parser_.parse(json), "column"), &grammar_);
    error_ = read.status().message();
    return read.ok() ? *read : GeneratedColumn{};
  }

  // One value for each of many keys.
  std::vector<Value> values(const std::string& json, uint64_t draw_count = 1) {
    const GeneratedColumn made = column(json);
    EXPECT_EQ(error_, "");
    std::vector<Value> values;
    for (uint64_t key = 0; error_.empty() && key < 2'000; ++key) {
      Random random(1, 2, key);
      values.push_back(made.make({.row = key, .group = {}, .draw_count = draw_count}, &random));
    }
    return values;
  }

  json::Parser parser_;
  Grammar grammar_{{{"art", 0, {"ink"}}}};
  std::string error_;
};

double share_at_most(const std::vector<Value>& values, const Value& limit) {
  double count = 0;
  for (const Value& value : values) count += value <= limit;
  return count / static_cast<double>(values.size());
}

TEST_F(ColumnTest, DrawsEvenlyOverTheRange) {
  const auto ages = values(R"({"name": "a", "make": "integer", "least": 20, "most": 59})");
  EXPECT_EQ(share_at_most(ages, int64_t{19}), 0);
  EXPECT_NEAR(share_at_most(ages, int64_t{39}), 0.5, 0.04);
  EXPECT_EQ(share_at_most(ages, int64_t{59}), 1);
}

TEST_F(ColumnTest, GivesAGroupTheLeastOfItsDraws) {
  const std::string json = R"({"name": "n", "make": "number", "least": 0, "most": 1, "digits": 6})";
  EXPECT_NEAR(share_at_most(values(json, 1), 0.25), 0.25, 0.04);
  EXPECT_NEAR(share_at_most(values(json, 2), 0.25), 1 - 0.75 * 0.75, 0.04);
  const auto names = values(R"({"name": "n", "make": "entry", "list": "name"})", 3);
  EXPECT_NEAR(share_at_most(names, "Ada"), 1 - 0.75 * 0.75 * 0.75, 0.04);
}

TEST_F(ColumnTest, RoundsNumbersToSignificantDigits) {
  for (const auto& value :
       values(R"({"name": "n", "make": "number", "least": -180, "most": 180, "digits": 3})")) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", std::get<double>(value));
    EXPECT_EQ(std::strtod(text, nullptr), std::get<double>(value));
  }
}

TEST_F(ColumnTest, MakesVersion4Uuids) {
  const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  for (const auto& value : values(R"({"name": "u", "make": "uuid"})")) {
    EXPECT_TRUE(std::regex_match(std::get<std::string>(value), form));
  }
}

TEST_F(ColumnTest, MakesTimestampsWithinTheirRange) {
  const auto times = values(R"({"name": "t", "make": "timestamp",
      "least": "2020-12-31 23:59:58", "most": "2021-01-01 00:00:01"})");
  EXPECT_NEAR(share_at_most(times, "2020-12-31 23:59:59"), 0.5, 0.04);
  EXPECT_EQ(share_at_most(times, "2020-12-31 23:59:57"), 0);
  EXPECT_EQ(share_at_most(times, "2021-01-01 00:00:01"), 1);
}

TEST_F(ColumnTest, CutsSentencesInWholeCharacters) {
  const auto texts = values(R"({"name": "s", "make": "sentence", "phrases": "phrase", "least": 10,
      "most": 50, "cut_at": 30, "cut_mark": "\u2026"})");
  int cut = 0;
  for (const Value& value : texts) {
    const std::string& text = std::get<std::string>(value);
    EXPECT_LE(character_count(text), 31u) << text;
    if (!text.ends_with("\u2026")) continue;
    ++cut;
    EXPECT_EQ(character_count(text), 31u) << text;
  }
  EXPECT_NEAR(cut, 1'000, 100);
  EXPECT_EQ(first_characters("a\u2764b", 2), "a\u2764");
}

TEST_F(ColumnTest, MakesCountsInTheirPieces) {
  const auto counts = values(R"({"name": "c", "make": "count", "pieces": [
      {"share": 0.25, "low": 0, "high": 0}, {"share": 0.75, "low": 1, "high": 9, "unit": "k"}]})");
  double zero = 0;
  for (const Value& value : counts) {
    zero += std::get<std::string>(value) == "0";
    EXPECT_TRUE(std::regex_match(std::get<std::string>(value), std::regex("0|[1-9]k")));
  }
  EXPECT_NEAR(zero, 500, 60);
}

TEST_F(ColumnTest, NamesThePlaceOfWhatIsWrong) {
  column(R"({"name": "x", "make": "magic"})");
  EXPECT_EQ(error_, "column: nothing makes 'magic'");
  column(R"({"name": "x", "make": "integer", "least": 1})");
  EXPECT_EQ(error_, "column: 'most' is missing");
  column(R"({"name": "x", "make": "integer", "least": 2, "most": 1})");
  EXPECT_EQ(error_, "column: least is more than most");
  column(R"({"name": "x", "make": "uuid", "of": "all"})");
  EXPECT_EQ(error_, "column: of is neither row nor group");
  column(R"({"name": "x", "make": "count", "pieces": [{"share": 0.5, "low": 0, "high": 1}]})");
  EXPECT_EQ(error_, "column: the shares do not sum to 1");
  column(R"({"name": "x", "make": "sentence", "phrases": "phrase", "least": 9, "most": 2})");
  EXPECT_EQ(error_, "column: needs 1 <= least <= most");
}

}  // namespace
}  // namespace pinflow::source
