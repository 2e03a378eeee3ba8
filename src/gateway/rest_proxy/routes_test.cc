#include "gateway/rest_proxy/routes.h"

#include <gtest/gtest.h>

#include "gateway/test_event_log.h"
#include "gateway/test_request.h"
#include "http/sha256.h"

namespace pinflow::gateway {
namespace {

constexpr const char* kOneRecord = R"({"records":[{"value":1}]})";

class RestProxyRoutesTest : public testing::Test {
 protected:
  void open(std::vector<ApiKey> keys, const Rate& rate = {}, Door door = Door::kRestProxy) {
    gatekeeper_ = std::move(*Gatekeeper::open(std::move(keys), rate));
    proxy_.emplace(log_, *gatekeeper_, RestProxyOptions());
    add_rest_proxy_routes(router_, *proxy_, door);
  }
  ApiKey key_of(std::string name, std::vector<Action> actions) {
    return {name, http::to_hex(http::sha256(name)), {name + ".*"}, std::move(actions)};
  }

  MemoryEventLog log_;
  std::unique_ptr<Gatekeeper> gatekeeper_;
  std::optional<RestProxy> proxy_;
  http::Router router_;
};

TEST_F(RestProxyRoutesTest, ProducesToTopicsAndPartitions) {
  open({});
  EXPECT_EQ(ask(router_, "POST", "/topics/a", kOneRecord).status, 200);
  EXPECT_EQ(ask(router_, "POST", "/topics/a/partitions/0", kOneRecord).status, 200);
  EXPECT_EQ(ask(router_, "POST", "/topics/a/partitions/x", kOneRecord).status, 404);
  EXPECT_EQ(ask(router_, "POST", "/topics/b%20c", kOneRecord).status, 400);
  EXPECT_EQ(log_.values("a"), "1|1");
}

TEST_F(RestProxyRoutesTest, ReadsMetadata) {
  open({});
  ask(router_, "POST", "/topics/a", kOneRecord);
  for (const char* target :
       {"/topics", "/topics/a", "/topics/a/partitions", "/topics/a/partitions/0",
        "/topics/a/partitions/0/offsets", "/brokers"}) {
    auto response = ask(router_, "GET", target);
    EXPECT_EQ(response.status, 200) << target;
    EXPECT_EQ(response.content_type, "application/vnd.kafka.v2+json") << target;
  }
}

TEST_F(RestProxyRoutesTest, AnswersInTheTypeThatIsAccepted) {
  open({});
  EXPECT_EQ(ask(router_, "GET", "/topics", "", {{"Accept", "application/json"}}).content_type,
            "application/json");
  EXPECT_EQ(line(ask(router_, "POST", "/topics/a", kOneRecord, {{"Accept", "image/png"}})),
            R"(406 {"error_code":406,"message":"HTTP 406 Not Acceptable"})");
  EXPECT_TRUE(log_.topics().empty());
}

TEST_F(RestProxyRoutesTest, RefusesOtherContentTypes) {
  open({});
  auto response = ask(router_, "POST", "/topics/a", kOneRecord, {{"Content-Type", "text/csv"}});
  EXPECT_EQ(response.status, 415);
  EXPECT_TRUE(log_.topics().empty());
}

TEST_F(RestProxyRoutesTest, KeysOpenWhatTheyAreFor) {
  open({key_of("alice", {Action::kProduce}), key_of("bob", {Action::kConsume})});
  http::Fields alice = {{"x-api-key", "alice"}};
  http::Fields bob = {{"x-api-key", "bob"}};
  EXPECT_EQ(ask(router_, "POST", "/topics/alice.a", kOneRecord).status, 401);
  EXPECT_EQ(ask(router_, "POST", "/topics/alice.a", kOneRecord, alice).status, 200);
  EXPECT_EQ(ask(router_, "POST", "/topics/bob.a", kOneRecord, alice).status, 403);
  EXPECT_EQ(ask(router_, "POST", "/topics/bob.a", kOneRecord, bob).status, 403);
  EXPECT_EQ(line(ask(router_, "GET", "/topics", "", bob)), "200 []");
  EXPECT_EQ(
      line(ask(router_, "GET", "/topics/bob.a", "", alice)),
      R"(403 {"error_code":40301,"message":"x-api-key: no right to do this with this topic"})");
}

TEST_F(RestProxyRoutesTest, SlowsDownInTheWordsOfItsDoor) {
  open({}, {0.001, 1});
  ask(router_, "GET", "/topics");
  auto response = ask(router_, "GET", "/topics");
  EXPECT_EQ(line(response), R"(429 {"error_code":42901,"message":"Request rate limit exceeded"})");
  EXPECT_EQ(http::find_field(response.headers, "Retry-After"), "1");
}

TEST_F(RestProxyRoutesTest, StagesRefuseInTheWordsOfApiGateway) {
  open({key_of("alice", {Action::kConsume})}, {0.001, 1}, Door::kStage);
  EXPECT_EQ(line(ask(router_, "GET", "/topics")), R"(403 {"message":"Forbidden"})");
  http::Fields alice = {{"x-api-key", "alice"}};
  EXPECT_EQ(ask(router_, "GET", "/topics", "", alice).status, 200);
  EXPECT_EQ(line(ask(router_, "GET", "/topics", "", alice)),
            R"(429 {"message":"Too Many Requests"})");
}

}  // namespace
}  // namespace pinflow::gateway
