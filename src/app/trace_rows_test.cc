#include "app/trace_rows.h"

#include <gtest/gtest.h>

#include "app/node.h"
#include "base/temporary_folder.h"

namespace pinflow::app {
namespace {

class TraceRowsTest : public testing::Test {
 protected:
  static Config config_of(const std::filesystem::path& data) {
    Config config = *Config::load({});
    EXPECT_TRUE(config.set("app.data", data.string(), "test").ok());
    EXPECT_TRUE(config.set("http.listen", "127.0.0.1:0", "test").ok());
    EXPECT_TRUE(config.set("gateway.kafka.listen", "", "test").ok());
    return config;
  }

  void append(const std::string& topic, const std::string& value) {
    eventlog::EventLog& log = **parts_.eventlog();
    if (!log.topic(topic).ok()) {
      ASSERT_TRUE(log.create_topic(topic, {}).ok());
    }
    model::Record record;
    record.value = value;
    ASSERT_TRUE(log.append_and_wait(topic, model::Partition{0}, {record}).ok());
  }

  void carry() {
    auto node = start_node(parts_, {"stream"});
    ASSERT_TRUE(node.ok()) << node.status().message();
    ASSERT_TRUE((*node)->drain().ok());
  }

  // What it says of the record, "table: found" each.
  std::vector<std::string> told(const std::string& topic, int64_t offset) {
    query::Table places;
    Status status =
        trace_rows(parts_, {{topic, model::Partition{0}}, model::Offset{offset}}, &places);
    EXPECT_TRUE(status.ok()) << status.message();
    std::vector<std::string> lines;
    for (const auto& row : places.rows) {
      lines.push_back(std::get<std::string>(row.at(1)) + ": " + std::get<std::string>(row.at(2)));
    }
    return lines;
  }

  TemporaryFolder folder_{"pinflow-trace-rows"};
  Config config_ = config_of(folder_.path());
  model::Pipeline pipeline_ = *configured_pipeline(config_);
  Parts parts_{config_, pipeline_};
};

using Lines = std::vector<std::string>;

TEST_F(TraceRowsTest, ARecordIsKnownByItsDatasetsKey) {
  append("streaming-demo-pin", R"({"index": 1, "unique_id": "it's one", "follower_count": "1k"})");
  append("streaming-demo-pin", R"({"index": 2, "unique_id": "two"})");
  append("streaming-demo-pin", R"({"index": 1, "unique_id": "it's one", "follower_count": "1k"})");
  EXPECT_EQ(told("streaming-demo-pin", 0), Lines{});  // No table yet.
  carry();
  const Lines one{"stream.demo_pin_table: 1 row with the same unique_id"};
  EXPECT_EQ(told("streaming-demo-pin", 0), one);
  EXPECT_EQ(told("streaming-demo-pin", 2), one);  // The copy.
}

TEST_F(TraceRowsTest, WithoutAKeyAllColumnsAreCompared) {
  const std::string row = R"({"ind": 1, "timestamp": "2020-08-28T03:52:47", "country": "Peru")";
  append("streaming-demo-geo", row + R"(, "latitude": 1.5, "longitude": 2.5})");
  append("demo.geo", row + R"(, "latitude": 1.5, "longitude": 9.5})");
  append("demo.geo", row + R"(, "latitude": 1.5, "longitude": 2.5})");
  carry();
  EXPECT_EQ(told("demo.geo", 0), Lines{});
  EXPECT_EQ(told("demo.geo", 1), Lines{"stream.demo_geo_table: 1 row with the same values"});
}

TEST_F(TraceRowsTest, WhatIsNoRowOrNobodysIsPassedOver) {
  append("streaming-demo-pin", "no JSON");
  append("orders", "{}");
  carry();
  EXPECT_EQ(told("streaming-demo-pin", 0), Lines{});
  EXPECT_EQ(told("streaming-demo-pin", 7), Lines{});
  EXPECT_EQ(told("orders", 0), Lines{});
  EXPECT_EQ(told("unknown", 0), Lines{});
}

}  // namespace
}  // namespace pinflow::app
