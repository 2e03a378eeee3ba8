#include "app/cost_facts.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

TEST(CostFacts, SumSeriesOfAMetricByLabel) {
  constexpr std::string_view kText =
      "# HELP n_total help\n# TYPE n_total counter\n"
      "n_total{door=\"rest\"} 3\nn_total{door=\"kinesis\",x=\"y\"} 40\nn_total_more 500\n";
  EXPECT_EQ(metric_sum(kText, "n_total"), 43);
  EXPECT_EQ(metric_sum(kText, "n_total", "door=\"kinesis\""), 40);
  EXPECT_EQ(metric_sum(kText, "none"), 0);
  EXPECT_EQ(metric_sum("plain 1.5e3", "plain"), 1500);
}

TEST(CostFacts, TellTopicsFromStreamsAndWhatIsStored) {
  std::filesystem::path data = std::filesystem::path(testing::TempDir()) / "cost_facts";
  std::filesystem::remove_all(data);
  Config config = *Config::load({});
  ASSERT_TRUE(config.set("app.data", data.string(), "test").ok());
  model::Pipeline pipeline = *configured_pipeline(config);
  pipeline.schedule = "@daily";
  Parts parts(config, pipeline);
  eventlog::EventLog& log = **parts.eventlog();
  ASSERT_TRUE(log.create_topic("demo.pin", {}).ok());
  eventlog::TopicConfig stream;
  stream.partition_count = 4;
  stream.closed = {model::Partition{0}};
  stream.metadata = "{}";
  ASSERT_TRUE(log.create_topic("streaming-demo-pin", stream).ok());
  ASSERT_TRUE((*parts.bucket("user-demo-bucket"))->put("topics/x", "12345").ok());
  ASSERT_TRUE((*parts.lake())->put("silver/t/f", "123").ok());
  ASSERT_TRUE((*parts.runs())->set_part({"connector/a", "running", "", {}}).ok());
  ASSERT_TRUE((*parts.runs())->set_part({"connector/b", "paused", "", {}}).ok());

  auto facts = read_facts(parts,
                          "pinflow_objects_requests_total{request=\"put\"} 5\n"
                          "pinflow_objects_requests_total{request=\"list\"} 2\n"
                          "pinflow_objects_requests_total{request=\"get\"} 7\n",
                          std::chrono::seconds(9));
  ASSERT_TRUE(facts.ok()) << facts.status().message();
  EXPECT_EQ(facts->at("uptime_s"), 9);
  EXPECT_EQ(facts->at("put_requests"), 7);
  EXPECT_EQ(facts->at("get_requests"), 7);
  EXPECT_EQ(facts->at("topics"), 1);
  EXPECT_EQ(facts->at("kinesis_streams"), 1);
  EXPECT_EQ(facts->at("kinesis_shards"), 3);
  EXPECT_EQ(facts->at("bytes_stored"), 8);
  EXPECT_EQ(facts->at("connectors"), 1);
  EXPECT_GE(facts->at("runs_per_month"), 30);
  EXPECT_LE(facts->at("runs_per_month"), 31);
  EXPECT_EQ(facts->at("schedules"), 1);
}

}  // namespace
}  // namespace pinflow::app
