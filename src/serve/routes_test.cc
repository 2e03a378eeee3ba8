#include "serve/routes.h"

#include <gtest/gtest.h>

#include "http/wait.h"

namespace pinflow::serve {
namespace {

class Routes : public testing::Test {
 protected:
  Routes() {
    nouns_.guard = [this](const http::Request&) { return refusal_; };
    auto ready = [this] {
      return std::vector<ReadyCheck>{{"log", Status(), "takes records"}, {"disk", ready_}};
    };
    add_probe_routes(router_, ready, background_);
    add_routes(router_, nouns_, background_);
  }

  http::Response get(std::string path) {
    http::Request request;
    request.method = "GET";
    request.target = request.path = std::move(path);
    return http::wait(router_.handle(request));
  }

  Status ready_;
  std::optional<http::Response> refusal_;
  Nouns nouns_;
  http::Background background_;
  http::Router router_;
};

TEST_F(Routes, TellWhetherRecordsCanBeAccepted) {
  EXPECT_EQ(get("/health/live").status, 200);
  EXPECT_EQ(get("/health/ready").body,
            R"({"ready":true,"checks":[{"name":"log","ok":true,"message":"takes records"},)"
            R"({"name":"disk","ok":true,"message":""}]})");
  ready_ = Status(Code::kUnavailable, "it is full");
  http::Response response = get("/health/ready");
  EXPECT_EQ(response.status, 503);
  EXPECT_TRUE(response.body.starts_with(
      R"({"ready":false,"error_code":503,"message":"disk: it is full","checks":[)"))
      << response.body;
}

TEST_F(Routes, TellOfTheDataOnlyWhomTheGuardLetsIn) {
  refusal_ = http::Response::error(401, "who are you");
  for (const char* path : {"/v1/topics", "/v1/places/t/0/0", "/v1/parts", "/v1/cost", "/v1/metrics",
                           "/v1/metrics/any"}) {
    EXPECT_EQ(get(path).status, 401) << path;
  }
  for (const char* path : {"/health/live", "/health/ready", "/metrics", "/openapi.json"}) {
    EXPECT_EQ(get(path).status, 200) << path;
  }
}

TEST_F(Routes, ListThemselves) {
  EXPECT_NE(get("/openapi.json").body.find("\"/v1/topics\":{\"get\""), std::string::npos);
  EXPECT_EQ(get("/metrics").content_type, "text/plain; version=0.0.4");
}

}  // namespace
}  // namespace pinflow::serve
