#include "gateway/rest_proxy/consumer_routes.h"

#include <gtest/gtest.h>

#include "gateway/rest_proxy/routes.h"
#include "gateway/test_event_log.h"
#include "gateway/test_request.h"
#include "http/sha256.h"

namespace pinflow::gateway {
namespace {

class ConsumerRoutesTest : public testing::Test {
 protected:
  void SetUp() override { open({}); }
  void open(std::vector<ApiKey> keys) {
    gatekeeper_ = std::move(*Gatekeeper::open(std::move(keys), {}));
    proxy_.emplace(log_, *gatekeeper_, RestProxyOptions());
    router_.emplace();
    add_rest_proxy_routes(*router_, *proxy_, Door::kRestProxy);
  }
  // "/consumers/g/instances/i" + `target`; the answer in one line.
  std::string send(std::string method, std::string_view target, std::string body = "",
                   http::Fields headers = {{"Host", "localhost"}}) {
    return line(ask(*router_, std::move(method), "/consumers/g/instances/i" + std::string(target),
                    std::move(body), std::move(headers)));
  }
  std::string create(std::string body, http::Fields headers = {{"Host", "localhost"}}) {
    return line(ask(*router_, "POST", "/consumers/g", std::move(body), std::move(headers)));
  }
  void fill(const std::string& topic, std::vector<std::string> values) {
    ASSERT_TRUE(log_.create_topic(topic, {}).ok());
    for (const std::string& value : values) log_.add(topic, value);
  }
  // An instance that is subscribed to `t` from the beginning.
  void subscribe() {
    create(R"({"name":"i","format":"json","auto.offset.reset":"earliest"})");
    EXPECT_EQ(send("POST", "/subscription", R"({"topics":["t"]})"), "204 ");
  }

  MemoryEventLog log_;
  std::unique_ptr<Gatekeeper> gatekeeper_;
  std::optional<RestProxy> proxy_;
  std::optional<http::Router> router_;
};

constexpr const char* kGone =
    R"(404 {"error_code":40403,"message":"Consumer instance not found."})";

TEST_F(ConsumerRoutesTest, LivesFromCreationToDeletion) {
  fill("t", {R"({"a":1})"});
  EXPECT_EQ(create(R"({"name":"i","format":"json","auto.offset.reset":"earliest"})"),
            R"(200 {"instance_id":"i","base_uri":"http://localhost/consumers/g/instances/i"})");
  EXPECT_EQ(send("POST", "/subscription", R"({"topics":["t"]})"), "204 ");
  EXPECT_EQ(send("GET", "/subscription"), R"(200 {"topics":["t"]})");
  EXPECT_EQ(send("GET", "/assignments"), R"(200 {"partitions":[{"topic":"t","partition":0}]})");
  EXPECT_EQ(send("GET", "/records"),
            R"(200 [{"topic":"t","key":null,"value":{"a":1},"partition":0,"offset":0}])");
  EXPECT_EQ(send("POST", "/offsets"),
            R"(200 [{"topic":"t","partition":0,"consumed":1,"committed":1}])");
  EXPECT_EQ(send("DELETE", "/subscription"), "204 ");
  EXPECT_EQ(send("DELETE", ""), "204 ");
  EXPECT_EQ(send("GET", "/records"), kGone);
  EXPECT_EQ(send("DELETE", ""), kGone);
}

TEST_F(ConsumerRoutesTest, InstancesWithoutANameGetOne) {
  std::string answer = create("");
  EXPECT_EQ(answer.substr(0, 34), R"(200 {"instance_id":"rest-consumer-)");
  EXPECT_EQ(create(R"({"name":"i"})").substr(0, 3), "200");
  EXPECT_EQ(create(R"({"name":"i"})"),
            R"(409 {"error_code":40902,"message":"Consumer with specified consumer ID already )"
            R"(exists in the specified consumer group."})");
}

TEST_F(ConsumerRoutesTest, CommitsNameTheLastRecordThatIsDone) {
  fill("t", {"1", "2", "3"});
  subscribe();
  EXPECT_EQ(send("POST", "/offsets", R"({"offsets":[{"topic":"t","partition":0,"offset":1}]})"),
            R"(200 [{"topic":"t","partition":0,"consumed":2,"committed":2}])");
  EXPECT_EQ(send("GET", "/offsets",
                 R"({"partitions":[{"topic":"t","partition":0},{"topic":"u","partition":0}]})"),
            R"(200 {"offsets":[{"topic":"t","partition":0,"offset":2,"metadata":""}]})");
  EXPECT_EQ(send("POST", "/offsets", R"({"offsets":[{"topic":"u","partition":0,"offset":1}]})")
                .substr(0, 24),
            R"(404 {"error_code":40401,)");
}

TEST_F(ConsumerRoutesTest, SeeksToOffsetsTimesAndEdges) {
  fill("t", {"1", "2", "3"});
  create(R"({"name":"i","format":"json"})");
  EXPECT_EQ(send("POST", "/assignments", R"({"partitions":[{"topic":"t","partition":0}]})"),
            "204 ");
  auto first_offset = [&] {
    std::string answer = send("GET", "/records?max_bytes=1&timeout=0");
    size_t at = answer.find("\"offset\":");
    return at == std::string::npos ? answer : answer.substr(at + 9, 1);
  };
  EXPECT_EQ(first_offset(), "200 []");  // The latest is the default.
  EXPECT_EQ(send("POST", "/positions", R"({"offsets":[{"topic":"t","partition":0,"offset":1}]})"),
            "204 ");
  EXPECT_EQ(first_offset(), "1");
  constexpr const char* kPartition = R"({"partitions":[{"topic":"t","partition":0}]})";
  EXPECT_EQ(send("POST", "/positions/beginning", kPartition), "204 ");
  EXPECT_EQ(first_offset(), "0");
  EXPECT_EQ(send("POST", "/positions/end", kPartition), "204 ");
  EXPECT_EQ(first_offset(), "200 []");
  EXPECT_EQ(send("POST", "/positions",
                 R"({"timestamps":[{"topic":"t","partition":0,"timestamp":"1970-01-01"}]})"),
            "204 ");
  EXPECT_EQ(first_offset(), "0");
  EXPECT_EQ(send("POST", "/positions", R"({"offsets":[{"topic":"t","partition":1,"offset":1}]})"),
            R"(409 {"error_code":40903,"message":"Illegal state: No current assignment for )"
            R"(partition t-1"})");
  EXPECT_EQ(send("POST", "/positions/end", R"({"partitions":[{"topic":"t","partition":1}]})"),
            R"(404 {"error_code":40402,"message":"Partition not found."})");
}

TEST_F(ConsumerRoutesTest, SubscribesByPattern) {
  fill("x.1", {"1"});
  fill("y.1", {"2"});
  create(R"({"name":"i","format":"json","auto.offset.reset":"earliest"})");
  EXPECT_EQ(send("POST", "/subscription", R"({"topic_pattern":"x.*"})"), "204 ");
  EXPECT_EQ(send("GET", "/subscription"), R"(200 {"topics":["x.1"]})");
  EXPECT_EQ(send("POST", "/subscription", R"({"topic_pattern":"("})").substr(0, 3), "422");
}

TEST_F(ConsumerRoutesTest, KeysReadTheirOwnTopicsThroughTheirOwnInstances) {
  auto key = [](const char* name) {
    return ApiKey{
        name, http::to_hex(http::sha256(name)), {std::string(name) + ".*"}, {Action::kConsume}};
  };
  open({key("alice"), key("bob")});
  const http::Fields alice = {{"x-api-key", "alice"}};
  const http::Fields bob = {{"x-api-key", "bob"}};
  fill("alice.t", {"1"});
  fill("bob.t", {"2"});
  EXPECT_EQ(create(R"({"name":"i"})").substr(0, 3), "401");
  EXPECT_EQ(
      create(R"({"name":"i","format":"json","auto.offset.reset":"earliest"})", alice).substr(0, 3),
      "200");
  EXPECT_EQ(send("POST", "/subscription", R"({"topics":["bob.t"]})", alice).substr(0, 3), "403");
  EXPECT_EQ(
      send("POST", "/assignments", R"({"partitions":[{"topic":"bob.t","partition":0}]})", alice)
          .substr(0, 3),
      "403");
  EXPECT_EQ(send("POST", "/subscription", R"({"topic_pattern":".*"})", alice), "204 ");
  EXPECT_EQ(send("GET", "/subscription", "", alice), R"(200 {"topics":["alice.t"]})");
  EXPECT_EQ(send("GET", "/records", "", bob), kGone);
}

}  // namespace
}  // namespace pinflow::gateway
