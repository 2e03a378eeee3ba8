#include "sink/properties.h"

#include <gtest/gtest.h>

namespace pinflow::sink {
namespace {

TEST(Properties, ReadsEverySeparatorCommentAndBlankLine) {
  auto properties =
      parse_properties("# comment\n! another\n\na=1\n b = 2 \nc: 3\nd 4\r\ne=\nf\na=last");
  EXPECT_EQ(*properties,
            (Properties{{"a", "last"}, {"b", "2"}, {"c", "3"}, {"d", "4"}, {"e", ""}, {"f", ""}}));
}

TEST(Properties, KeepsSeparatorsWithinValues) {
  auto properties = parse_properties("path.format='year'=YYYY/'month'=MM\nurl=http://x:1/a b");
  EXPECT_EQ(properties->at("path.format"), "'year'=YYYY/'month'=MM");
  EXPECT_EQ(properties->at("url"), "http://x:1/a b");
}

TEST(Properties, ContinuesLinesAndResolvesEscapes) {
  auto properties =
      parse_properties("topics=a,\\\n   b,\\\n   c\nx\\=y=\\t\\u00fc\\\\\nlast=z\\\\");
  EXPECT_EQ(properties->at("topics"), "a,b,c");
  EXPECT_EQ(properties->at("x=y"), "\tü\\");
  EXPECT_EQ(properties->at("last"), "z\\");
}

TEST(Properties, NamesTheLineThatIsWrong) {
  EXPECT_EQ(parse_properties("a=1\n=2").status().message(),
            "properties: line 2: no name in front of the value");
  EXPECT_EQ(parse_properties("a=\\u12").status().message(), "properties: line 1: bad \\u escape");
}

}  // namespace
}  // namespace pinflow::sink
