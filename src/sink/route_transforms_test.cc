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
