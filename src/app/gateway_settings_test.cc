#include "app/gateway_settings.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

Result<gateway::GatewayOptions> options_of(const std::string& toml) {
  auto config = Config::load({.file_name = "pinflow.toml", .file_text = toml, .environment = {}});
  if (!config.ok()) return config.status();
  return gateway_options(*config);
}

TEST(GatewaySettings, ThereIsAlwaysAStageForTests) {
  auto options = options_of("");
  ASSERT_TRUE(options.ok()) << options.status().message();
  ASSERT_EQ(options->stages.size(), 1u);
  EXPECT_EQ(options->stages[0].name, "test");
  EXPECT_EQ(options->stages[0].cors.origins, (std::vector<std::string>{"*"}));
}

TEST(GatewaySettings, StagesHaveTheirOwn) {
  auto options = options_of(
      "[gateway.stage.prod]\nrequests_per_second = 5\nburst = 7\n"
      "cors_origins = [\"https://a.example\"]\n[gateway.stage.test]\nenabled = false\n");
  ASSERT_TRUE(options.ok()) << options.status().message();
  ASSERT_EQ(options->stages.size(), 1u);
  EXPECT_EQ(options->stages[0].name, "prod");
  EXPECT_EQ(options->stages[0].rate.burst, 7);
  EXPECT_EQ(options->stages[0].cors.origins, (std::vector<std::string>{"https://a.example"}));
  EXPECT_EQ(options->stages[0].cors.methods.size(), 7u);
}

TEST(GatewaySettings, KeysMayHaveAPlan) {
  auto options = options_of(
      "[gateway.plan.small]\nrequests_per_day = 10\n[gateway.key.alice]\nplan = \"small\"\n"
      "[gateway.key.bob]\n");
  ASSERT_TRUE(options.ok()) << options.status().message();
  ASSERT_EQ(options->keys.size(), 1u);  // An empty table sets nothing.
  EXPECT_EQ(options->keys[0].plan->requests_per_day, 10);
  EXPECT_EQ(options_of("[gateway.key.alice]\nplan = \"none\"\n").status().message(),
            "gateway.key.alice.plan: there is no [gateway.plan.none]");
  EXPECT_FALSE(options_of("[gateway.key.alice]\nactions = [\"write\"]\n").ok());
}

TEST(GatewaySettings, KinesisHasItsUsers) {
  auto options = options_of(
      "[gateway.kinesis]\naccount = \"123456789012\"\n[gateway.credential.alice]\n"
      "access_key = \"AKID\"\nsecret_key = \"secret\"\n");
  ASSERT_TRUE(options.ok()) << options.status().message();
  EXPECT_EQ(options->kinesis.account, "123456789012");
  ASSERT_EQ(options->kinesis.credentials.size(), 1u);
  EXPECT_EQ(options->kinesis.credentials[0].access_key, "AKID");
}

}  // namespace
}  // namespace pinflow::app
