#include "gateway/kinesis/arn.h"

#include <gtest/gtest.h>

namespace pinflow::gateway::kinesis {
namespace {

TEST(Arn, NamesStreamsAndConsumers) {
  const KinesisOptions options;
  EXPECT_EQ(parse_arn(stream_arn(options, "orders"))->stream, "orders");
  auto parts = parse_arn(
      consumer_arn(options, "orders", "billing", UnixMillis(std::chrono::milliseconds(7'500))));
  EXPECT_EQ(parts->stream, "orders");
  EXPECT_EQ(parts->consumer, "billing");
  EXPECT_EQ(parts->created_at, "7");
  for (const char* text : {"", "orders", "arn:aws:s3:::bucket",
                           "arn:aws:kinesis:r:000000000000:stream/a/consumer/b"}) {
    EXPECT_FALSE(parse_arn(text)) << text;
  }
}

TEST(Arn, MakesAnIdOfTheFormOfTheServices) {
  EXPECT_EQ(stream_id("9c3b9089-6688-4540-be84-419000000000"), "9c3b908966884540be84-419");
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
