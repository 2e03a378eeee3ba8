#include "serve/session_routes.h"

#include <gtest/gtest.h>

#include "http/wait.h"

namespace pinflow::serve {
namespace {

class SessionRoutesTest : public testing::Test {
 protected:
  SessionRoutesTest() {
    add_session_routes(router_, access_, [this](const http::Request&) { return limit_; });
  }
  http::Response send(std::string method, std::string body = "", std::string cookie = "") {
    http::Request request;
    request.method = std::move(method);
    request.target = request.path = "/v1/session";
    request.body = std::move(body);
    if (!cookie.empty()) request.headers = {{"Cookie", std::move(cookie)}};
    return http::wait(router_.handle(request));
  }
  static std::string cookie_of(const http::Response& response) {
    std::string cookie(http::find_field(response.headers, "Set-Cookie").value_or(""));
    return cookie.substr(0, cookie.find(';'));
  }

  Access access_{[](std::string_view key) -> std::optional<Person> {
    if (key == "s3cret") return Person{"ada", Role::kOperator};
    if (key == "posts") return Person{"posts", std::nullopt};
    return std::nullopt;
  }};
  http::Router router_;
  std::optional<http::Response> limit_;
};

TEST_F(SessionRoutesTest, AKeyOpensASessionUntilItIsEnded) {
  EXPECT_EQ(send("GET").body, R"({"keys":true})");
  http::Response in = send("POST", R"({"key":"s3cret"})");
  ASSERT_EQ(in.status, 200);
  const std::string cookie = cookie_of(in);
  EXPECT_EQ(send("GET", "", cookie).body, in.body);
  EXPECT_NE(in.body.find(R"("name":"ada","role":"operator","csrf":)"), in.body.npos);
  EXPECT_EQ(cookie_of(send("DELETE", "", cookie)), "pinflow_session=");
  EXPECT_EQ(send("GET", "", cookie).body, R"({"keys":true})");
}

TEST_F(SessionRoutesTest, OtherKeysOpenNone) {
  EXPECT_EQ(send("POST", R"({"key":"guessed"})").status, 401);
  EXPECT_EQ(send("POST", R"({"key":"posts"})").status, 401);
  EXPECT_EQ(send("POST", R"({"key":7})").status, 400);
  EXPECT_EQ(send("POST", "key").status, 400);
}

TEST_F(SessionRoutesTest, GuessingIsSlow) {
  limit_ = http::Response::error(429, "later");
  EXPECT_EQ(send("POST", R"({"key":"s3cret"})").status, 429);
}

TEST(SessionRoutesWithoutKeys, SayThatEverybodyIsIn) {
  Access access;
  http::Router router;
  add_session_routes(router, access, {});
  http::Request request;
  request.method = "GET";
  request.target = request.path = "/v1/session";
  EXPECT_EQ(http::wait(router.handle(request)).body, R"({"keys":false,"name":"","role":"admin"})");
}

}  // namespace
}  // namespace pinflow::serve
