#include "app/spark_stream.h"

#include <gtest/gtest.h>

#include "json/document.h"

namespace pinflow::app {
namespace {

TEST(SparkStream, TheJobHoldsEverythingInSparksWords) {
  Config config = *Config::load({});
  std::filesystem::path data = std::filesystem::path(testing::TempDir()) / "spark_stream_job";
  std::filesystem::remove_all(data);
  ASSERT_TRUE(config.set("app.data", data.string(), "test").ok());
  model::Pipeline pipeline;
  model::Dataset orders;
  orders.name = orders.view = "orders";
  orders.clean = {{{"id", model::Type::kLong}}};
  orders.clean_sql = "SELECT _topic, _partition, _offset, _index, \"id\" FROM raw_orders;";
  pipeline.datasets = {orders};
  Parts parts(config, pipeline);
  SparkStreamSettings settings;
  settings.user_id = "ada";
  settings.servers = "b:9092";
  auto job = spark_stream_job(parts, settings);
  ASSERT_TRUE(job.ok()) << job.status().message();
  json::Parser parser;
  json::Element root = *parser.parse(*job);
  EXPECT_EQ(root.text_of("servers"), "b:9092");
  std::optional<json::Element> stream;
  root["streams"]->each_element([&](json::Element found) {
    stream = found;
    return false;
  });
  ASSERT_TRUE(stream);
  EXPECT_EQ(stream->text_of("topic"), "streaming-ada-orders");
  EXPECT_TRUE(stream->text_of("table").ends_with("/lake/spark_stream/ada_orders_table"));
  EXPECT_EQ(stream->text_of("new_rows").find('"'), std::string::npos);
  EXPECT_NE(job->find("SELECT _topic, _partition, _offset, _index, `id` FROM raw_orders"),
            std::string::npos);
}

}  // namespace
}  // namespace pinflow::app
