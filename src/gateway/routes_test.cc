#include "gateway/routes.h"

#include <gtest/gtest.h>

#include "gateway/test_event_log.h"
#include "gateway/test_request.h"

namespace pinflow::gateway {
namespace {

class GatewayTest : public testing::Test {
 protected:
  GatewayTest() {
    GatewayOptions options;
    options.stages = {StageOptions(), {"my-prod", {}, {}}};
    gateway_ = std::move(*open_gateway(log_, options));
    gateway_->add_routes(router_);
  }

  MemoryEventLog log_;
  std::unique_ptr<Gateway> gateway_;
  http::Router router_;
};

TEST_F(GatewayTest, TakesTheExercisesRequestThroughAStage) {
  auto response = ask(router_, "POST", "/my-prod/topics/demo.pin",
                      R"({"records": [{"value": {"index": 7, "title": "caf\u00e9"}}]})",
                      {{"Content-Type", "application/vnd.kafka.json.v2+json"}, {"Accept", "*/*"}});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "application/vnd.kafka.v2+json");
  EXPECT_EQ(http::find_field(response.headers, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(log_.values("demo.pin"), R"({"index":7,"title":"café"})");
}

TEST_F(GatewayTest, StageAndDoorLeadToTheSameTopics) {
  ask(router_, "POST", "/test/topics/a", R"({"records":[{"value":1}]})");
  ask(router_, "POST", "/topics/a", R"({"records":[{"value":2}]})");
  EXPECT_EQ(log_.values("a"), "1|2");
  auto response = ask(router_, "GET", "/topics/a");
  EXPECT_EQ(http::find_field(response.headers, "Access-Control-Allow-Origin"), std::nullopt);
}

TEST_F(GatewayTest, RootIsForApiClientsAndBrowsers) {
  EXPECT_EQ(line(ask(router_, "GET", "/")), "200 {}");
  EXPECT_EQ(line(ask(router_, "POST", "/")), "200 {}");
  auto browser = ask(router_, "GET", "/", "", {{"Accept", "text/html,*/*;q=0.8"}});
  EXPECT_EQ(browser.status, 302);
  EXPECT_EQ(http::find_field(browser.headers, "Location"), "/ui/");
  EXPECT_EQ(line(ask(router_, "POST", "/", "{}",
                     {{"X-Amz-Target", "Kinesis_20131202.Nothing"},
                      {"Content-Type", "application/x-amz-json-1.1"}})),
            R"(400 {"__type":"UnknownOperationException"})");
}

TEST_F(GatewayTest, UnknownPathsAreAnsweredByTheDoorTheyBelongTo) {
  constexpr const char* kNotFound = R"(404 {"error_code":404,"message":"HTTP 404 Not Found"})";
  EXPECT_EQ(line(ask(router_, "GET", "/topics/a/none")), kNotFound);
  EXPECT_EQ(line(ask(router_, "GET", "/test/topics/a/none")), kNotFound);
  EXPECT_EQ(line(ask(router_, "DELETE", "/topics/a")),
            R"(405 {"error_code":405,"message":"HTTP 405 Method Not Allowed"})");
  EXPECT_EQ(line(ask(router_, "POST", "/unknown/topics/a")),
            R"(403 {"message":"Missing Authentication Token"})");
  EXPECT_EQ(line(ask(router_, "GET", "/test/none")),
            R"(403 {"message":"Missing Authentication Token"})");
}

TEST_F(GatewayTest, RefusesStagesAndKeysThatCannotBeMeant) {
  GatewayOptions options;
  options.stages = {{"metrics", {}, {}}};
  EXPECT_EQ(open_gateway(log_, options).status().message(),
            "stage: metrics: the name of another door");
  options.stages = {{"test", {{"no origin"}, {}, {}}, {}}};
  EXPECT_EQ(open_gateway(log_, options).status().message(),
            "stage test: cors: origins: 'no origin'");
  options.stages = {StageOptions()};
  options.keys = {{"a", "plain", {"*"}, {}}};
  EXPECT_EQ(open_gateway(log_, options).status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::gateway
