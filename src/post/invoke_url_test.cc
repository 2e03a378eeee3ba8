#include "post/invoke_url.h"

#include <gtest/gtest.h>

namespace pinflow::post {
namespace {

TEST(InvokeUrl, TakesEachNameAndAppendsTheStageOnce) {
  EXPECT_EQ(*read_invoke_url({{"INVOKE_URL", "https://a/test/"}}), "https://a/test");
  EXPECT_EQ(*read_invoke_url({{"api_gateway_invoke_url", "https://a/test"}}), "https://a/test");
  EXPECT_EQ(*read_invoke_url({{"invoke_URL", "https://a"}, {"deployment_stage", "prod"}}),
            "https://a/prod");
  EXPECT_EQ(*read_invoke_url({{"invoke_URL", "https://a/prod"}, {"deployment_stage", "prod"}}),
            "https://a/prod");
  EXPECT_EQ(read_invoke_url({{"URL", "https://a"}}).status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::post
