#include "app/stream_view.h"

#include <gtest/gtest.h>

#include "app/kinesis_client.h"
#include "app/node.h"

namespace pinflow::app {
namespace {

class StreamViewTest : public testing::Test {
 protected:
  StreamViewTest() {
    auto data = std::filesystem::path(testing::TempDir()) /
                (std::string("stream_view_") +
                 testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(data);
    EXPECT_TRUE(config_.set("app.data", data.string(), "test").ok());
    EXPECT_TRUE(config_.set("http.listen", "127.0.0.1:0", "test").ok());
    EXPECT_TRUE(config_.set("gateway.kafka.listen", "", "test").ok());
    EXPECT_TRUE(config_.set("gateway.kinesis.account", "123456789012", "test").ok());
    EXPECT_TRUE(config_.set("gateway.kinesis.state_delay_ms", "0", "test").ok());
  }

  Config config_ = *Config::load({});
  model::Pipeline pipeline_ = *configured_pipeline(config_);
};

TEST_F(StreamViewTest, ShowsTheStreamsOfAFolderThatNobodyHasOpen) {
  Parts parts(config_, pipeline_);
  auto client = open_rest_client(parts);
  ASSERT_TRUE(client.ok()) << client.status().message();
  KinesisClient kinesis(**client, config_);
  for (const char* name : {"a", "b"}) {
    std::string body = std::string(R"({"ShardCount":2,"StreamName":")") + name + "\"}";
    ASSERT_TRUE(kinesis.call("CreateStream", body).ok());
  }
  auto streams = list_streams(kinesis);
  ASSERT_TRUE(streams.ok()) << streams.status().message();
  ASSERT_EQ(streams->rows.size(), 2u);
  EXPECT_EQ(streams->rows[1][0], query::Cell("b"));
  EXPECT_EQ(streams->rows[1][3], query::Cell(int64_t{2}));
  auto stream = describe_stream(kinesis, "a");
  ASSERT_TRUE(stream.ok()) << stream.status().message();
  auto text = stream_text(*stream);
  ASSERT_TRUE(text.ok()) << text.status().message();
  EXPECT_NE(text->find("arn:aws:kinesis:us-east-1:123456789012:stream/a"), std::string::npos);
  EXPECT_NE(text->find("shardId-000000000001"), std::string::npos) << *text;
  EXPECT_NE(text->find("340282366920938463463374607431768211455"), std::string::npos);
  EXPECT_EQ(describe_stream(kinesis, "none").status().code(), Code::kNotFound);
}

TEST_F(StreamViewTest, SignsWithTheConfiguredCredential) {
  ConfigSources sources;
  sources.file_name = "test";
  sources.file_text =
      "[gateway.credential.alice]\naccess_key = \"AKIDALICE\"\nsecret_key = \"secret\"\n";
  config_ = *Config::load(sources);
  auto data = std::filesystem::path(testing::TempDir()) / "stream_view_signed";
  std::filesystem::remove_all(data);
  ASSERT_TRUE(config_.set("app.data", data.string(), "test").ok());
  ASSERT_TRUE(config_.set("http.listen", "127.0.0.1:0", "test").ok());
  ASSERT_TRUE(config_.set("gateway.kafka.listen", "", "test").ok());
  Parts running(config_, pipeline_);
  auto node = start_node(running);
  ASSERT_TRUE(node.ok()) << node.status().message();
  Parts parts(config_, pipeline_);
  auto client = open_rest_client(parts);
  ASSERT_TRUE(client.ok()) << client.status().message();
  EXPECT_TRUE((*client)->is_live());
  KinesisClient alice(**client, config_);
  EXPECT_TRUE(list_streams(alice).ok());
  Config without = *Config::load({});
  KinesisClient stranger(**client, without);
  EXPECT_EQ(list_streams(stranger).status().code(), Code::kDenied);
}

TEST(ShardRates, AreOfTheTimeBetweenTheTwo) {
  std::string topics =
      R"([{"name":"s","partitions":[{"partition":0,"end_offset":500},{"partition":1,"end_offset":7}]}])";
  auto after = shard_ends(topics, "s");
  ASSERT_TRUE(after.ok()) << after.status().message();
  query::Table rates = shard_rates({{0, 100}}, *after, std::chrono::milliseconds(2000));
  ASSERT_EQ(rates.rows.size(), 2u);
  EXPECT_EQ(rates.rows[0][0], query::Cell("shardId-000000000000"));
  EXPECT_EQ(rates.rows[0][2], query::Cell(int64_t{200}));
  EXPECT_EQ(rates.rows[1][1], query::Cell(int64_t{7}));
  EXPECT_EQ(shard_ends(topics, "none").status().code(), Code::kNotFound);
}

}  // namespace
}  // namespace pinflow::app
