#include "serve/desk.h"

#include <gtest/gtest.h>

#include "http/wait.h"

namespace pinflow::serve {
namespace {

http::Request request_of(std::string method, std::string path, http::Fields query = {}) {
  http::Request request;
  request.method = std::move(method);
  request.target = request.path = std::move(path);
  request.query = std::move(query);
  return request;
}

class DeskTest : public testing::Test {
 protected:
  int status(const std::string& path) {
    http::Request request = request_of("GET", path);
    return http::wait(router_.handle(request)).status;
  }

  http::Background background_;
  http::Router router_;
};

TEST_F(DeskTest, AnswersInTheBackgroundWithWhatThePathSays) {
  Desk desk(router_, background_);
  desk.add("GET", "/v1/echo/{word}", [](const http::Request& request) {
    return http::Response::json(200, std::string(request.parameter("word")));
  });
  http::Request request = request_of("GET", "/v1/echo/seven");
  EXPECT_EQ(http::wait(router_.handle(request)).body, "seven");
}

TEST_F(DeskTest, AsksTheGuardBeforeEachAnswer) {
  bool answered = false;
  auto answer = [&](const http::Request&) {
    answered = true;
    return http::Response::json(200, "{}");
  };
  Desk desk(router_, background_, [](const http::Request&) -> std::optional<http::Response> {
    return http::Response::error(401, "no key");
  });
  desk.add("GET", "/later", answer);
  desk.add_at_once("GET", "/now", answer);
  EXPECT_EQ(status("/later"), 401);
  EXPECT_EQ(status("/now"), 401);
  EXPECT_FALSE(answered);
}

TEST(DeskNumbers, AreHeldToTheirBounds) {
  http::Request request = request_of("GET", "/", {{"limit", "12"}, {"offset", "many"}});
  EXPECT_EQ(*query_integer(request, "limit", 5, 1, 100), 12);
  EXPECT_EQ(*query_integer(request, "partition", 5, 1, 100), 5);
  EXPECT_EQ(query_integer(request, "limit", 5, 1, 10).status().code(), Code::kInvalidArgument);
  EXPECT_EQ(query_integer(request, "offset", 5, 1, 10).status().code(), Code::kInvalidArgument);
}

TEST(DeskNumbers, OfAPathAreNotFoundWhereTheyAreNone) {
  http::Request request = request_of("GET", "/");
  request.parameters = {{"run", "7"}, {"task", "-1"}};
  EXPECT_EQ(*path_integer(request, "run"), 7);
  EXPECT_EQ(path_integer(request, "task").status().code(), Code::kNotFound);
}

TEST(DeskBody, MustBeAnObjectWithTheTextsThatAreAskedFor) {
  json::Parser parser;
  http::Request request = request_of("POST", "/");
  request.body = "[1]";
  EXPECT_EQ(body_object(request, parser).status().code(), Code::kInvalidArgument);
  request.body = R"({"sql":"SELECT 1","limit":3})";
  auto body = body_object(request, parser);
  ASSERT_TRUE(body.ok());
  EXPECT_EQ(*text_member(*body, "sql"), "SELECT 1");
  EXPECT_EQ(text_member(*body, "limit").status().message(), "limit: a text is missing");
}

TEST(DeskErrors, KeepTheirStatus) {
  EXPECT_EQ(error_response(Status(Code::kNotFound, "gone")).status, 404);
  EXPECT_EQ(json_response(Status(Code::kInvalidArgument, "wrong")).status, 400);
  EXPECT_EQ(json_response(std::string("{}")).status, 200);
}

}  // namespace
}  // namespace pinflow::serve
