#include "gateway/rest_proxy/topic_pattern.h"

#include <gtest/gtest.h>

namespace pinflow::gateway {
namespace {

TEST(TopicPattern, MatchesWholeNames) {
  auto takes = topic_pattern("demo.*");
  ASSERT_TRUE(takes.ok());
  EXPECT_TRUE((*takes)("demo.pin"));
  EXPECT_FALSE((*takes)("a.demo.pin"));
  EXPECT_FALSE((*topic_pattern("a"))("ab"));
}

TEST(TopicPattern, RefusesWhatIsNoExpression) {
  EXPECT_EQ(topic_pattern("(").status().code(), Code::kInvalidArgument);
}

TEST(TopicPattern, IsNotSlowedDownByBadExpressions) {
  EXPECT_FALSE((*topic_pattern("(a+)+b"))(std::string(249, 'a')));
}

}  // namespace
}  // namespace pinflow::gateway
