#include "serve/routes.h"

#include <gtest/gtest.h>

#include "http/wait.h"

namespace pinflow::serve {
namespace {

class Routes : public testing::Test {
 protected:
  Routes() {
    nouns_.ready = [this] { return ready_; };
    add_routes(router_, nouns_, background_);
  }

  http::Response get(std::string path) {
    http::Request request;
    request.method = "GET";
    request.target = request.path = std::move(path);
    return http::wait(router_.handle(request));
  }

  Status ready_;
  Nouns nouns_;
  http::Background background_;
  http::Router router_;
};

TEST_F(Routes, TellWhetherRecordsCanBeAccepted) {
  EXPECT_EQ(get("/health/live").status, 200);
  EXPECT_EQ(get("/health/ready").status, 200);
  ready_ = Status(Code::kUnavailable, "disk full");
  http::Response response = get("/health/ready");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.body, "{\"error_code\":503,\"message\":\"disk full\"}");
}

TEST_F(Routes, ListThemselves) {
  EXPECT_NE(get("/openapi.json").body.find("\"/v1/topics\":{\"get\""), std::string::npos);
  EXPECT_EQ(get("/metrics").content_type, "text/plain; version=0.0.4");
}

}  // namespace
}  // namespace pinflow::serve
