#include "model/ids.h"

#include <gtest/gtest.h>

namespace pinflow::model {
namespace {

TEST(Ids, TopicNamesFollowKafkasRule) {
  for (std::string good : {"a", "demo.pin", "streaming-demo-pin", "A_0", "..."}) {
    EXPECT_TRUE(check_topic_name(good).ok()) << good;
  }
  EXPECT_TRUE(check_topic_name(std::string(249, 'x')).ok());
  for (std::string bad : {"", ".", "..", "a/b", "a b", "é", "a\n"}) {
    EXPECT_EQ(check_topic_name(bad).code(), Code::kInvalidArgument) << bad;
  }
  EXPECT_EQ(check_topic_name(std::string(250, 'x')).message(),
            "a topic name has at most 249 characters");
}

TEST(Ids, UserIdsHoldNothingThatSeparatesNames) {
  EXPECT_TRUE(check_user_id("0a3db223d459").ok());
  EXPECT_TRUE(check_user_id(std::string(64, '_')).ok());
  for (const std::string& bad : {std::string(), std::string(65, 'a'), std::string("a.b"),
                                 std::string("a-b"), std::string("*")}) {
    EXPECT_EQ(check_user_id(bad).code(), Code::kInvalidArgument) << bad;
  }
}

TEST(Ids, OffsetsCountOn) {
  EXPECT_EQ(Offset{3} + 2, Offset{5});
  EXPECT_EQ(Offset{5} - Offset{3}, 2);
  EXPECT_EQ(next(Version{0}), Version{1});
}

}  // namespace
}  // namespace pinflow::model
