#include "json/document.h"

#include <gtest/gtest.h>

#include "json/compact.h"

namespace pinflow::json {
namespace {

std::string error_of(std::string_view text) {
  Parser parser;
  return parser.parse(text).status().message();
}

// The text parsed and written again.
std::string rewritten(std::string_view text) {
  Parser parser;
  std::string out;
  (*parser.parse(text)).write(&out);
  return out;
}

TEST(Element, GivesTheTextOfAMember) {
  Parser parser;
  Element element = *parser.parse(R"({"name":"tea","count":2})");
  EXPECT_EQ(element.text_of("name"), "tea");
  EXPECT_EQ(element.text_of("count"), "");
  EXPECT_EQ(element.text_of("price"), "");
}

TEST(Document, GivesEachKindItsValue) {
  Parser parser;
  Element root =
      *parser.parse(R"({"n":null,"b":true,"i":-7,"d":1.5,"s":"\u00e9\"","a":[1,2],"o":{"x":{}}})");
  EXPECT_EQ(root.kind(), Kind::kObject);
  EXPECT_EQ(root.size(), 7u);
  EXPECT_TRUE(root["n"]->is_null());
  EXPECT_EQ(root["b"]->as_bool(), true);
  EXPECT_EQ(root["i"]->as_integer(), -7);
  EXPECT_EQ(root["i"]->as_double(), -7.0);
  EXPECT_EQ(root["d"]->as_double(), 1.5);
  EXPECT_EQ(root["s"]->as_string(), "é\"");
  EXPECT_EQ(root["a"]->size(), 2u);
  EXPECT_EQ((*root["o"])["x"]->kind(), Kind::kObject);
}

TEST(Document, AnswersNothingWhereTheKindIsAnother) {
  Parser parser;
  Element root = *parser.parse(R"({"d":2.0,"s":"1"})");
  EXPECT_EQ(root["absent"], std::nullopt);
  EXPECT_EQ(root.as_string(), std::nullopt);
  EXPECT_EQ(root["d"]->as_integer(), std::nullopt);
  EXPECT_EQ(root["s"]->as_double(), std::nullopt);
  EXPECT_EQ(root["s"]->size(), 0u);
  EXPECT_EQ((*root["s"])["x"], std::nullopt);
}

TEST(Document, VisitsInOrderUntilToldToStop) {
  Parser parser;
  Element root = *parser.parse(R"({"a":1,"b":2,"c":3})");
  std::string names;
  root.each_member([&](std::string_view name, Element) {
    names += name;
    return name != "b";
  });
  EXPECT_EQ(names, "ab");
}

TEST(Document, TakesTheLastOfARepeatedName) {
  Parser parser;
  EXPECT_EQ((*parser.parse(R"({"a":1,"a":2})"))["a"]->as_integer(), 2);
}

TEST(Document, WritesCompactJson) {
  EXPECT_EQ(
      rewritten(R"( { "a" : [ 1 , 2.0 , true , null , 18446744073709551615 ] , "b\n" : {} } )"),
      R"({"a":[1,2.0,true,null,18446744073709551615],"b\n":{}})");
  EXPECT_EQ(rewritten(R"([[],"\u00e9\/"])"), R"([[],"é/"])");
}

TEST(Document, RefusesWhatItCannotHold) {
  EXPECT_EQ(error_of("{\"a\":}"), "not JSON: unexpected '}' at byte 5");
  EXPECT_EQ(error_of("[\"\xFF\"]"), "not JSON: invalid UTF-8 at byte 2");
  EXPECT_EQ(error_of(""), "not JSON: the text is empty at byte 0");
  EXPECT_EQ(error_of("[1e999]"), "a number is out of range");
  EXPECT_EQ(error_of("[123456789012345678901234567890]"), "a number is out of range");
  EXPECT_EQ(error_of(R"(["\ud83d"])"), "half of a surrogate pair in a string");
  EXPECT_EQ(error_of(R"(["\\n\udc00"])"), "half of a surrogate pair in a string");
}

TEST(Document, TakesTheSameDepthAsTheOthers) {
  auto nested = [](size_t depth) {
    return std::string(depth, '[') + "1" + std::string(depth, ']');
  };
  EXPECT_EQ(error_of(nested(kDepthMax)), "");
  EXPECT_EQ(error_of(nested(kDepthMax + 1)), "not JSON: nested deeper than 512 levels at byte 512");
  EXPECT_EQ(error_of(std::string(100'000, '[')),
            "not JSON: nested deeper than 512 levels at byte 512");
}

TEST(Document, ParserIsUsedAgainAfterAnErrorAndAfterAMove) {
  Parser first;
  EXPECT_FALSE(first.parse("[").ok());
  Parser second = std::move(first);
  EXPECT_EQ((*second.parse("[1]")).size(), 1u);
}

}  // namespace
}  // namespace pinflow::json
