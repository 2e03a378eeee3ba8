// The whole program in one process: posts through the door, objects, tables, audit.
#include "app/node.h"

#include <gtest/gtest.h>

#include "app/audit.h"
#include "app/batch.h"
#include "app/connectors.h"
#include "app/parts.h"
#include "app/server_address.h"
#include "app/trace_stream.h"
#include "base/file.h"
#include "http/client.h"

namespace pinflow::app {
namespace {

constexpr std::string_view kPin =
    R"({"index":1,"unique_id":"u1","title":"t","follower_count":"1.5k","category":"art"})";

class NodeTest : public testing::Test {
 protected:
  NodeTest() {
    data_ = std::filesystem::path(testing::TempDir()) /
            testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(data_);
    set("app.data", data_.string());
    set("http.listen", "127.0.0.1:0");
    set("gateway.kafka.listen", "");
  }

  void set(const std::string& key, const std::string& value) {
    Status status = config_.set(key, value, "test");
    EXPECT_TRUE(status.ok()) << status.message();
  }

  void start() {
    parts_ = std::make_unique<Parts>(config_, pipeline_);
    auto node = start_node(*parts_);
    ASSERT_TRUE(node.ok()) << node.status().message();
    node_ = std::move(*node);
  }

  http::Response send(std::string_view method, std::string_view target,
                      std::string_view body = "") {
    http::Fields headers;
    if (!body.empty()) headers = {{"Content-Type", "application/vnd.kafka.json.v2+json"}};
    auto client = http::open_client(*http::parse_url(node_->url()));
    return *client->send(method, target, headers, body);
  }

  void post(std::string_view topic, std::string_view value) {
    std::string target = "/test/topics/" + std::string(topic);
    http::Response response =
        send("POST", target, "{\"records\":[{\"value\":" + std::string(value) + "}]}");
    EXPECT_EQ(response.status, 200) << response.body;
  }

  Config config_ = *Config::load({});
  model::Pipeline pipeline_ = *configured_pipeline(config_);
  std::filesystem::path data_;
  std::unique_ptr<Parts> parts_;
  std::unique_ptr<Node> node_;
};

TEST_F(NodeTest, CarriesPostsIntoTablesAndAccountsForEachOne) {
  start();
  post("demo.pin", kPin);
  post("demo.pin", kPin);    // A duplicate,
  post("demo.pin", "null");  // and three that are no rows.
  post("demo.pin", "[{\"index\":2},7]");
  post("demo.nothing", "{}");
  Audit before = *audit(*parts_, {"demo"});
  EXPECT_EQ(before.total().waiting, 4);  // Records: nobody has looked into them.

  ASSERT_TRUE(node_->drain().ok());
  std::string said;
  Status status = run_batch(*parts_, {}, {{"user_id", "demo"}},
                            [&](std::string_view line) { said += std::string(line) + "\n"; });
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_NE(said.find("clean demo_pin: 1 rows, 1 duplicates"), std::string::npos) << said;

  Audit after = *audit(*parts_, {"demo"});
  EXPECT_EQ(after.total().accepted, 5);
  EXPECT_EQ(after.total().tables, 1);
  EXPECT_EQ(after.total().duplicates, 1);
  EXPECT_EQ(after.total().dead_letters, 3);
  EXPECT_EQ(after.total().waiting, 0);
  EXPECT_TRUE(after.balances());
  EXPECT_EQ(after.unmatched_topics, std::vector<std::string>{"demo.nothing"});
  EXPECT_EQ(ledger_line(*batch_ledger(*parts_, {"demo"})),
            "accepted 5 = tables 1 + duplicates 1 + dead letters 3");
  EXPECT_NE(batch_report(*parts_, "demo")->find("accepted 5 ="), std::string::npos);
}

TEST_F(NodeTest, CarriesPostsIntoStreamTablesAndAccountsForEachOne) {
  start();
  post("streaming-demo-pin", kPin);
  post("streaming-demo-pin", kPin);  // A duplicate,
  post("streaming-demo-pin", R"([{"index":2},{"index":3,"unique_id":"u3"},7])");
  ASSERT_TRUE(node_->drain().ok());
  Audit found = *audit(*parts_, {"demo"});
  ASSERT_EQ(found.lines.size(), 1u);
  EXPECT_EQ(found.lines[0].topic, "streaming-demo-pin");
  EXPECT_EQ(found.lines[0].table, "stream.demo_pin_table");
  const AuditCounts& counts = found.lines[0].counts;
  EXPECT_EQ(counts.accepted, 5);
  EXPECT_EQ(counts.tables, 2);
  EXPECT_EQ(counts.duplicates, 1);
  EXPECT_EQ(counts.dead_letters, 2);
  EXPECT_EQ(counts.waiting, 0);
  EXPECT_TRUE(found.balances());
}

TEST_F(NodeTest, TellsWhichVersionTookARecordOfAStream) {
  start();
  post("streaming-demo-pin", kPin);
  ASSERT_TRUE(node_->drain().ok());
  post("streaming-demo-pin", R"({"index":2,"unique_id":"u2"})");
  ASSERT_TRUE(node_->drain().ok());
  auto told = [&](int64_t offset) {
    query::Table places;
    Status status = trace_streams(
        *parts_, {{"streaming-demo-pin", model::Partition{0}}, model::Offset{offset}}, &places);
    if (places.rows.empty()) return "nothing: " + std::string(status.message());
    const auto& row = places.rows.back();
    return std::get<std::string>(row[1]) + ": " + std::get<std::string>(row[2]);
  };
  EXPECT_EQ(
      told(0),
      "stream.demo_pin_table: taken by version 1 with offsets 0 to 0, 1 rows more than before");
  EXPECT_EQ(
      told(1),
      "stream.demo_pin_table: taken by version 2 with offsets 1 to 1, 1 rows more than before");
}

TEST_F(NodeTest, TellsWhereItListensWhileItRuns) {
  start();
  EXPECT_EQ(*read_server_address(data_), node_->url());
  const std::string ready = *get_from_server(data_, "/health/ready");
  EXPECT_TRUE(ready.starts_with(R"({"ready":true,"checks":[{"name":"log","ok":true)")) << ready;
  EXPECT_EQ(get_from_server(data_, "/nowhere/at/all").status().code(), Code::kUnavailable);
  auto unknown = get_from_server(data_, "/v1/places/t/0/9");
  EXPECT_EQ(unknown.status().code(), Code::kNotFound);
  EXPECT_EQ(unknown.status().message(), "topic t: unknown");
  node_->stop();
  EXPECT_EQ(read_server_address(data_).status().code(), Code::kNotFound);
}

TEST_F(NodeTest, TakesUpUsersAsTheyAppear) {
  set("app.user_ids", "*");
  start();
  post("ada.pin", kPin);
  post("bob.pin", kPin);
  for (const char* user : {"ada", "bob"}) {
    std::string key =
        std::string("topics/") + user + ".pin/partition=0/" + user + ".pin+0+0000000000.json";
    objects::Store& bucket = **parts_->bucket(model::bucket_name(user));
    eventlog::EventLog& log = **parts_->eventlog();
    while (!bucket.info(key).ok()) {  // The test's own time limit ends it.
      log.wait_for_change(log.change_count(), std::chrono::milliseconds(20));
    }
  }
  EXPECT_EQ(*parts_->user_ids(), (std::vector<std::string>{"ada", "bob"}));
}

TEST_F(NodeTest, RefusesAnAddressOthersCanReachWithoutKeys) {
  set("http.listen", "0.0.0.0:0");
  parts_ = std::make_unique<Parts>(config_, pipeline_);
  Status refused = start_node(*parts_).status();
  EXPECT_EQ(refused.code(), Code::kInvalidArgument);
  EXPECT_NE(refused.message().find("[gateway.key.NAME]"), std::string::npos);
}

TEST_F(NodeTest, SaysWhereKafkasClientsFindIt) {
  set("gateway.kafka.listen", "127.0.0.1:0");
  start();
  EXPECT_TRUE(node_->kafka_address().starts_with("127.0.0.1:")) << node_->kafka_address();
  const std::string stored = *read_file(data_ / "server.json");
  EXPECT_NE(stored.find(node_->kafka_address()), std::string::npos) << stored;
  node_->stop();
}

TEST_F(NodeTest, OpensNoKafkaDoorWhereNoneIsWanted) {
  start();
  EXPECT_EQ(node_->kafka_address(), "");
}

TEST_F(NodeTest, RefusesAFolderThatAnotherHasOpen) {
  start();
  Parts others(config_, pipeline_);
  EXPECT_EQ(start_node(others).status().code(), Code::kAlreadyExists);
}

TEST_F(NodeTest, PutsTheUserIntoTheConnectorsProperties) {
  sink::Properties properties = *connector_properties(config_, "ada");
  EXPECT_EQ(properties.at("s3.bucket.name"), "user-ada-bucket");
  EXPECT_EQ(properties.at("topics.regex"), "ada.*");
  EXPECT_EQ(properties.at("flush.size"), "1");
}

}  // namespace
}  // namespace pinflow::app
