#include "source/generator/spec.h"

#include <gtest/gtest.h>

namespace pinflow::source {
namespace {

TEST(Spec, ReadsMembersAndNamesTheOnesThatAreWrong) {
  json::Parser parser;
  const Spec spec(*parser.parse(R"({"name": "x", "count": 3, "list": [{"a": 1}, {"a": "b"}]})"),
                  "it");
  EXPECT_EQ(*spec.text("name"), "x");
  EXPECT_EQ(*spec.number("count"), 3);
  EXPECT_EQ(*spec.number_or("none", 7), 7);
  EXPECT_EQ(*spec.text_or("none", "y"), "y");
  EXPECT_EQ(spec.text("none").status().message(), "it: 'none' is missing");
  EXPECT_EQ(spec.number("name").status().message(), "it.name: is not a number");
  EXPECT_EQ(spec.number_or("name", 7).status().message(), "it.name: is not a number");
  EXPECT_EQ(spec.elements("name").status().message(), "it.name: is not a list");
  EXPECT_EQ(spec.members("list").status().message(), "it.list: is not an object");
  EXPECT_EQ((*spec.elements("list"))[1].number("a").status().message(),
            "it.list[1].a: is not a number");
}

TEST(Spec, ReadsTextsWithAndWithoutWeight) {
  json::Parser parser;
  const Spec spec(*parser.parse(R"({"one": "a", "more": ["b", [2.5, "c"]], "bad": [[-1, "d"]]})"),
                  "it");
  EXPECT_EQ((*spec.texts("one"))[0].text, "a");
  const auto more = *spec.texts("more");
  ASSERT_EQ(more.size(), 2u);
  EXPECT_EQ(more[0].weight, 1);
  EXPECT_EQ(more[1].weight, 2.5);
  EXPECT_EQ(more[1].text, "c");
  EXPECT_EQ(spec.texts("bad").status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::source
