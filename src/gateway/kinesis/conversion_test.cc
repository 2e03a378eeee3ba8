#include "gateway/kinesis/conversion.h"

#include <gtest/gtest.h>

#include <limits>

namespace pinflow::gateway::kinesis {
namespace {

TEST(Conversion, MakesMillisecondsOfSecondsAndWholeNumbersOfParts) {
  const Shape time{.name = "Timestamp", .kind = ShapeKind::kTimestamp};
  const Shape integer{.name = "Limit", .kind = ShapeKind::kInteger};
  EXPECT_EQ(number_value(time, 1.0015).number(), 1002);
  EXPECT_EQ(number_value(integer, 1.9).number(), 1);
  EXPECT_EQ(number_value(integer, -0.5).number(), -1);
  EXPECT_EQ(number_value(integer, 1e99).number(), INT32_MAX);
  const double none = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(number_value(integer, none).number(), 0);
  EXPECT_EQ(number_value(time, none).number(), 0);
}

TEST(Conversion, DecodesBlobs) {
  Arena arena;
  EXPECT_EQ(decode_blob("aGVsbG8=", &arena)->text(), "hello");
  EXPECT_EQ(decode_blob("", &arena)->text(), "");
  EXPECT_FALSE(decode_blob("aGVsbG8", &arena).ok());
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
