#include "gateway/rest_proxy/rest_error.h"

#include <gtest/gtest.h>

namespace pinflow::gateway {
namespace {

TEST(RestError, HasTheShapeOfTheRestProxy) {
  http::Response response = error_answer({422, 42206, "a \"quoted\" cause"});
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(response.body, R"({"error_code":42206,"message":"a \"quoted\" cause"})");
  EXPECT_TRUE(response.headers.empty());
}

TEST(RestError, SaysWhenToTryAgain) {
  RestError slow_down = rest_error(Status(Code::kExhausted, "queue full"));
  EXPECT_EQ(slow_down.http_status, 429);
  EXPECT_EQ(slow_down.error_code, 42901);
  EXPECT_EQ(http::find_field(error_answer(slow_down).headers, "Retry-After"), "1");
  RestError later = rest_error(Status(Code::kUnavailable, "disk full"));
  EXPECT_EQ(http::find_field(error_answer(later).headers, "Retry-After"), "1");
}

}  // namespace
}  // namespace pinflow::gateway
