#include "base/pattern.h"

#include <gtest/gtest.h>

namespace pinflow {
namespace {

bool matches(std::string_view expression, std::string_view text) {
  auto pattern = Pattern::compile(expression);
  EXPECT_TRUE(pattern.ok()) << pattern.status().message();
  return pattern.ok() && pattern->matches(text);
}

std::string error(std::string_view expression) {
  return Pattern::compile(expression).status().message();
}

std::string replaced(std::string_view expression, std::string_view text, std::string_view by) {
  auto pattern = Pattern::compile(expression);
  Status status = pattern->check_replacement(by);
  return status.ok() ? pattern->replace_first(text, by) : status.message();
}

TEST(Pattern, MatchesWholeTexts) {
  EXPECT_TRUE(matches("demo.*", "demo.pin"));
  EXPECT_FALSE(matches("demo.*", "a.demo.pin"));
  EXPECT_FALSE(matches("a", "ab"));
  EXPECT_TRUE(matches("a|ab", "ab"));
  EXPECT_TRUE(matches("(?i)DEMO\\.(pin|geo)", "demo.geo"));
  EXPECT_TRUE(matches("\\p{Lu}\\w+[0-9]{1,3}?", "Topic1"));
}

TEST(Pattern, TakesWhatJavaWritesInItsOwnWay) {
  EXPECT_TRUE(matches("(?<user>[a-z]+)\\.pin", "demo.pin"));
  EXPECT_TRUE(matches("\\Qa.b[\\E.*", "a.b[c"));
  EXPECT_FALSE(matches("\\Qa.b\\E", "axb"));
  EXPECT_TRUE(matches("\\Qa(", "a("));
  EXPECT_TRUE(matches("[\\[a]+", "[a"));
  EXPECT_TRUE(matches("[^]]", "a"));
}

TEST(Pattern, SaysWhichFeatureOfJavaIsNotSupported) {
  EXPECT_NE(error("demo(?=x).*").find("lookahead is not supported"), std::string::npos);
  EXPECT_NE(error("(?!test).*").find("lookahead is not supported"), std::string::npos);
  EXPECT_NE(error("(?<!x)a").find("lookbehind is not supported"), std::string::npos);
  EXPECT_NE(error("(?<=x)a").find("lookbehind is not supported"), std::string::npos);
  EXPECT_NE(error("(a)\\1").find("backreferences are not supported"), std::string::npos);
  EXPECT_NE(error("(?<n>a)\\k<n>").find("backreferences are not supported"), std::string::npos);
  EXPECT_NE(error("(?>a)").find("atomic groups are not supported"), std::string::npos);
  EXPECT_NE(error("a*+").find("possessive quantifiers are not supported"), std::string::npos);
  // Both know these, but would not mean the same.
  EXPECT_NE(error("[a-z&&[^b]]").find("sets within sets are not supported"), std::string::npos);
  EXPECT_NE(error("[a[b]]").find("sets within sets are not supported"), std::string::npos);
}

TEST(Pattern, RefusesWhatIsNoExpression) {
  EXPECT_EQ(error("("), "missing ): (");
  EXPECT_EQ(error("a\\"), "trailing \\");
  EXPECT_EQ(error("[a"), "missing ]: [a");
  EXPECT_EQ(Pattern::compile("*").status().code(), Code::kInvalidArgument);
}

TEST(Pattern, IsNotSlowedDownByBadExpressions) {
  EXPECT_FALSE(matches("(a+)+b", std::string(100'000, 'a')));
  EXPECT_TRUE(matches(".*", std::string(100'000, 'a')));
}

TEST(Pattern, ReplacesWhatMatchesFirst) {
  EXPECT_EQ(replaced("demo\\.(.*)", "demo.pin", "all.$1"), "all.pin");
  EXPECT_EQ(replaced("(?<user>\\w+)\\.(.*)", "demo.pin", "$2.${user}"), "pin.demo");
  EXPECT_EQ(replaced("a|ab", "ab", "x"), "xb");  // As Java: found, not matched, a second time.
  EXPECT_EQ(replaced("b", "abc", "$0$0"), "abbc");
  EXPECT_EQ(replaced("(a)(b)?", "a", "[$1$2]"), "[a]");
  EXPECT_EQ(replaced("(a)", "a", "$10\\$\\\\"), "a0$\\");
  EXPECT_EQ(replaced("x", "a", "y"), "a");
}

TEST(Pattern, RefusesGroupsThatThereAreNot) {
  EXPECT_EQ(replaced("a", "a", "$1"), "the expression has no group '1'");
  EXPECT_EQ(replaced("a", "a", "${n}"), "the expression has no group 'n'");
  EXPECT_NE(replaced("a", "a", "$x").find("group's number"), std::string::npos);
  EXPECT_EQ(replaced("a", "a", "${n"), "'${' without '}'");
  EXPECT_NE(replaced("a", "a", "a\\").find("missing behind"), std::string::npos);
}

}  // namespace
}  // namespace pinflow
