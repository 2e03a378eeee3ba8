#include "sink/route_transforms.h"

#include <gtest/gtest.h>

#include "sink/transform_fixture.h"

namespace pinflow::sink {
namespace {

TEST_F(TransformTest, RoutesTopicsThatMatchWhole) {
  value({{"type", "RegexRouter"}, {"regex", "demo\\.(.*)"}, {"replacement", "all.$1"}}, "1");
  EXPECT_EQ(message_.of.topic, "all.pin");
  value({{"type", "RegexRouter"}, {"regex", "all"}, {"replacement", "x"}}, "1");
  EXPECT_EQ(message_.of.topic, "all.pin");
  EXPECT_NE(value({{"type", "RegexRouter"}, {"regex", ".*"}, {"replacement", "../x"}}, "1"), "1");
  EXPECT_EQ(errors_, "");
}

TEST_F(TransformTest, SaysWhichRoutesCannotBe) {
  chain({{"type", "RegexRouter"}, {"regex", "(?!x).*"}, {"replacement", "x"}});
  EXPECT_EQ(errors_.find("transforms.t.regex: invalid perl operator: (?!; lookahead is not"), 0u);
  errors_.clear();
  chain({{"type", "RegexRouter"}, {"regex", "x"}, {"replacement", "$1"}});
  EXPECT_EQ(errors_, "transforms.t.replacement: the expression has no group '1'\n");
}

TEST_F(TransformTest, RoutesByTheRecordsTime) {
  value({{"type", "TimestampRouter"}}, "1");
  EXPECT_EQ(message_.of.topic, "demo.pin-20260131");
  value({{"type", "TimestampRouter"},
         {"timestamp.format", "yyyy"},
         {"topic.format", "y${timestamp}"}},
        "1");
  EXPECT_EQ(message_.of.topic, "y2026");
}

}  // namespace
}  // namespace pinflow::sink
