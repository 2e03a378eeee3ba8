#include "gateway/cors.h"

#include <gtest/gtest.h>

namespace pinflow::gateway {
namespace {

std::string origin_for(const CorsRules& rules, std::string origin) {
  http::Request request;
  request.headers = {{"Origin", std::move(origin)}};
  http::Response response;
  add_origin(rules, request, &response);
  return std::string(
      http::find_field(response.headers, "Access-Control-Allow-Origin").value_or("none"));
}

TEST(Cors, AnyPageMayCallByDefault) {
  EXPECT_EQ(origin_for({}, "https://a.example"), "*");
  auto response = preflight({});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(http::find_field(response.headers, "Access-Control-Allow-Methods"),
            "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT");
}

TEST(Cors, OnlyTheOriginsOfAListMayCall) {
  CorsRules rules;
  rules.origins = {"https://a.example", "http://localhost:3000"};
  EXPECT_EQ(origin_for(rules, "https://a.example"), "https://a.example");
  EXPECT_EQ(origin_for(rules, "http://localhost:3000"), "http://localhost:3000");
  EXPECT_EQ(origin_for(rules, "https://evil.example"), "none");
}

TEST(Cors, RulesThatNoBrowserWouldMatchAreRefused) {
  EXPECT_TRUE(check_cors({}).ok());
  EXPECT_EQ(check_cors({{"https://a.example/"}, {}, {}}).message(),
            "cors: origins: 'https://a.example/'");
  EXPECT_FALSE(check_cors({{"a.example"}, {}, {}}).ok());
  EXPECT_FALSE(check_cors({{"*"}, {"GET, POST"}, {}}).ok());
  EXPECT_EQ(check_cors({{"*"}, {}, {"X-Api-Key "}}).message(), "cors: headers: 'X-Api-Key '");
}

}  // namespace
}  // namespace pinflow::gateway
