#include "gateway/stage.h"

#include <gtest/gtest.h>

#include "gateway/test_request.h"

namespace pinflow::gateway {
namespace {

class StageTest : public testing::Test {
 protected:
  StageTest() {
    doors_.add("*", "/topics/{topic}",
               [](const http::Request& request) -> http::Task<http::Response> {
                 co_return http::Response::json(200, request.method + " " + request.path);
               });
    doors_.set_fallback("", unknown_resource);
    stage_.add_routes(router_);
  }

  http::Router doors_;
  http::Router router_;
  Stage stage_{{}, doors_, nullptr};
};

TEST_F(StageTest, PassesOnWithoutItsNameAndTheSlashesAfterIt) {
  EXPECT_EQ(line(ask(router_, "POST", "/test/topics/a.b")), "200 POST /topics/a.b");
  EXPECT_EQ(line(ask(router_, "PUT", "/test//topics/a")), "200 PUT /topics/a");
}

TEST_F(StageTest, AnyPageMayCallIt) {
  auto origin = [](const http::Response& response) {
    return http::find_field(response.headers, "Access-Control-Allow-Origin");
  };
  EXPECT_EQ(origin(ask(router_, "POST", "/test/topics/a")), "*");
  auto preflight = ask(router_, "OPTIONS", "/test/topics/a");
  EXPECT_EQ(preflight.status, 200);
  EXPECT_EQ(origin(preflight), "*");
  EXPECT_EQ(http::find_field(preflight.headers, "Access-Control-Allow-Methods"),
            "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT");
  EXPECT_EQ(http::find_field(preflight.headers, "Access-Control-Allow-Headers"),
            "Content-Type,Authorization,X-Amz-Date,X-Api-Key,X-Amz-Security-Token");
}

TEST_F(StageTest, AnswersAsApiGatewayToWhatItDoesNotKnow) {
  for (const char* target : {"/test", "/test/", "/test//", "/test/none", "/test/topics"}) {
    auto response = ask(router_, "GET", target);
    EXPECT_EQ(line(response), R"(403 {"message":"Missing Authentication Token"})") << target;
    EXPECT_EQ(http::find_field(response.headers, "x-amzn-ErrorType"),
              "MissingAuthenticationTokenException");
  }
}

TEST_F(StageTest, GivesEachRequestAnId) {
  auto id = [&] {
    auto response = ask(router_, "GET", "/test/topics/a");
    return std::string(http::find_field(response.headers, "x-amzn-RequestId").value_or(""));
  };
  std::string first = id();
  EXPECT_EQ(first.size(), 36u);
  EXPECT_NE(id(), first);
}

TEST_F(StageTest, HasARateOfItsOwn) {
  Stage slow({"slow", {}, {0.001, 1}}, doors_, nullptr);
  slow.add_routes(router_);
  EXPECT_EQ(ask(router_, "GET", "/slow/topics/a").status, 200);
  auto refused = ask(router_, "GET", "/slow/topics/a");
  EXPECT_EQ(line(refused), R"(429 {"message":"Too Many Requests"})");
  EXPECT_EQ(http::find_field(refused.headers, "Retry-After"), "1");
  EXPECT_EQ(ask(router_, "OPTIONS", "/slow/topics/a").status, 200);
  EXPECT_EQ(ask(router_, "GET", "/test/topics/a").status, 200);
}

TEST_F(StageTest, LogsItsAccesses) {
  auto path = std::filesystem::path(testing::TempDir()) / "stage_access.log";
  std::filesystem::remove(path);
  auto log = std::move(*AccessLog::open(path));
  Stage logged({"logged", {}, {}}, doors_, log.get());
  logged.add_routes(router_);
  auto response = ask(router_, "GET", "/logged/topics/a");
  std::string line = *read_file(path);
  EXPECT_NE(line.find(R"("stage":"logged")"), std::string::npos);
  EXPECT_NE(line.find(*http::find_field(response.headers, "x-amzn-RequestId")), std::string::npos);
}

TEST(StageRefusal, TellsRateAndQuotaApart) {
  EXPECT_EQ(line(stage_refusal(Verdict::kOverQuota)), R"(429 {"message":"Limit Exceeded"})");
  EXPECT_EQ(line(stage_refusal(Verdict::kNotAllowed)), R"(403 {"message":"Forbidden"})");
}

TEST(StageName, IsASegmentThatNoOtherDoorHas) {
  for (const char* name : {"test", "Prod", "test_stage", "my-prod", "v3x"}) {
    EXPECT_TRUE(check_stage_name(name).ok()) << name;
  }
  for (const char* name : {"", "topics", "v3", "ui", "a/b", "a b", "favicon.ico"}) {
    EXPECT_EQ(check_stage_name(name).code(), Code::kInvalidArgument) << name;
  }
  EXPECT_EQ(check_stage_name("v1").message(), "stage: v1: the name of another door");
}

TEST(StageName, TellsThePathsOfOtherDoors) {
  EXPECT_TRUE(is_reserved_path("/topics"));
  EXPECT_TRUE(is_reserved_path("/v3/clusters"));
  EXPECT_FALSE(is_reserved_path("/topicsx"));
  EXPECT_FALSE(is_reserved_path("/"));
}

}  // namespace
}  // namespace pinflow::gateway
