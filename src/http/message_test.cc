#include "http/message.h"

#include <gtest/gtest.h>

namespace pinflow::http {
namespace {

TEST(Message, FindsHeadersIgnoringCaseAndQueryValuesExactly) {
  Request request;
  request.headers = {{"Content-Type", "a"}, {"content-type", "b"}};
  request.query = {{"x", "1"}};
  request.parameters = {{"topic", "orders"}};
  EXPECT_EQ(request.header("CONTENT-TYPE"), "a");
  EXPECT_EQ(request.header("Accept"), std::nullopt);
  EXPECT_EQ(request.query_value("x"), "1");
  EXPECT_EQ(request.query_value("X"), std::nullopt);
  EXPECT_EQ(request.parameter("topic"), "orders");
  EXPECT_EQ(request.parameter("none"), "");
}

TEST(Message, JsonResponseHasItsContentType) {
  Response response = Response::json(404, "{}");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_EQ(response.body, "{}");
}

TEST(Message, ErrorsAreJson) {
  Response response = Response::error(400, "bad \"request\"");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body, R"({"error_code":400,"message":"bad \"request\""})");
}

}  // namespace
}  // namespace pinflow::http
