#include "stream/stream_config.h"

#include <gtest/gtest.h>

namespace pinflow::stream {
namespace {

TEST(StreamConfig, NamesFollowFromThePipeline) {
  model::Pipeline pipeline;
  pipeline.name = "shop";
  model::Dataset orders;
  orders.name = "orders";
  StreamConfig config = make_stream_config(pipeline, "ada", orders);
  EXPECT_EQ(config.topic, "streaming-ada-orders");
  EXPECT_EQ(config.table_name, "stream.ada_orders_table");
  EXPECT_EQ(config.dead_letters_name(), "stream.ada_orders_table_dead_letters");
  orders.input = "topic";
  EXPECT_EQ(make_stream_config(pipeline, "ada", orders).topic, "ada.orders");
}

TEST(StreamConfig, StartsAtAnEndOfTheLogOrAtATime) {
  EXPECT_EQ(parse_start("earliest")->kind, StartAt::Kind::kEarliest);
  EXPECT_EQ(parse_start("latest")->kind, StartAt::Kind::kLatest);
  Result<StartAt> at = parse_start("1970-01-01T00:00:02.5Z");
  ASSERT_TRUE(at.ok());
  EXPECT_EQ(at->kind, StartAt::Kind::kTime);
  EXPECT_EQ(to_int64(at->time), 2500);
  EXPECT_EQ(parse_start("soon").status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::stream
