#include "model/pipeline.h"

#include <gtest/gtest.h>

namespace pinflow::model {
namespace {

Pipeline two_datasets() {
  Pipeline pipeline;
  pipeline.datasets.resize(2);
  pipeline.datasets[0].name = "orders";
  pipeline.datasets[1].name = "items.v2";
  pipeline.queries.resize(1);
  pipeline.queries[0].name = "top";
  return pipeline;
}

TEST(Pipeline, FindsItsPartsByName) {
  Pipeline pipeline = two_datasets();
  EXPECT_EQ(pipeline.dataset("orders"), &pipeline.datasets[0]);
  EXPECT_EQ(pipeline.dataset("order"), nullptr);
  EXPECT_EQ(pipeline.query("top"), &pipeline.queries[0]);
  EXPECT_EQ(pipeline.query("orders"), nullptr);
}

TEST(Pipeline, NamesFollowFromTheUserId) {
  Pipeline pipeline = two_datasets();
  const Dataset& orders = pipeline.datasets[0];
  EXPECT_EQ(topic_name("demo", orders), "demo.orders");
  EXPECT_EQ(stream_name("demo", orders), "streaming-demo-orders");
  EXPECT_EQ(stream_table_name("demo", orders), "stream.demo_orders_table");
  EXPECT_EQ(bucket_name("demo"), "user-demo-bucket");
  EXPECT_EQ(table_name("demo", orders), "demo_orders");
}

TEST(Pipeline, KnowsTheOwnerOfATopic) {
  Pipeline pipeline = two_datasets();
  Result<TopicOwner> owner = topic_owner(pipeline, "a_1.items.v2");
  ASSERT_TRUE(owner.ok());
  EXPECT_EQ(owner->user_id, "a_1");
  EXPECT_EQ(owner->dataset, &pipeline.datasets[1]);
  Result<TopicOwner> of_stream = topic_owner(pipeline, "streaming-ada-orders");
  ASSERT_TRUE(of_stream.ok());
  EXPECT_EQ(of_stream->user_id, "ada");
  EXPECT_EQ(of_stream->dataset, &pipeline.datasets[0]);
}

TEST(Pipeline, KnowsTheOwnerOfARecordInTheSharedStream) {
  Pipeline pipeline = two_datasets();
  pipeline.datasets[0].source_table = "order_data";
  for (const char* key : {"a_1.orders", "a_1-orders", "a_1_orders"}) {
    Result<TopicOwner> owner = key_owner(pipeline, key);
    ASSERT_TRUE(owner.ok()) << key;
    EXPECT_EQ(owner->user_id, "a_1");
    EXPECT_EQ(owner->dataset, &pipeline.datasets[0]);
  }
  EXPECT_EQ(key_owner(pipeline, "ada.items.v2")->dataset, &pipeline.datasets[1]);
  EXPECT_EQ(key_owner(pipeline, "orders")->user_id, "");
  EXPECT_EQ(key_owner(pipeline, "order_data")->dataset, &pipeline.datasets[0]);
  for (const char* key : {"", ".orders", "a b.orders", "adaorders", "partition-1"}) {
    EXPECT_EQ(key_owner(pipeline, key).status().code(), Code::kNotFound) << key;
  }
}

TEST(Pipeline, SaysWhyATopicHasNoOwner) {
  Pipeline pipeline = two_datasets();
  for (const char* topic : {"orders", ".orders", "a-b.orders", "demo.", "demo.other", ""}) {
    EXPECT_EQ(topic_owner(pipeline, topic).status().code(), Code::kNotFound) << topic;
  }
  EXPECT_EQ(topic_owner(pipeline, "demo.order").status().message(),
            "topic 'demo.order' belongs to no dataset; did you mean 'demo.orders'?");
  EXPECT_EQ(topic_owner(pipeline, "orders").status().message(),
            "topic 'orders' belongs to no dataset: it is not named <user id>.<dataset> "
            "or streaming-<user id>-<dataset>");
}

}  // namespace
}  // namespace pinflow::model
