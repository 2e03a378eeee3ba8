#include "gateway/rest_proxy/json_body.h"

#include <gtest/gtest.h>

namespace pinflow::gateway {
namespace {

TEST(JsonBody, SaysWhatIsWrongWithIt) {
  EXPECT_EQ(JsonBody().parse("{")->http_status, 400);
  EXPECT_EQ(JsonBody().parse("7")->message, "body: an object is wanted");
  JsonBody body;
  ASSERT_FALSE(body.parse(R"({"a":[1,"x"],"b":null,"c":7})"));
  EXPECT_EQ(body.missing("b", "{}")->message, "b: missing; send {}");
  EXPECT_FALSE(body.missing("c", "{}"));
  auto integers = [](json::Element element) { return element.as_integer().has_value(); };
  EXPECT_EQ(body.each_of("a", "1", integers)->message, "a[1]: wanted is 1");
  EXPECT_EQ(body.each_of("c", "1", integers)->message, "c: an array is wanted, such as [1]");
  EXPECT_FALSE(body.each_of("none", "1", integers));
}

}  // namespace
}  // namespace pinflow::gateway
