#include "app/admin_guard.h"

#include <gtest/gtest.h>

#include "http/sha256.h"

namespace pinflow::app {
namespace {

int refused(const Config& config, const std::string& key) {
  http::Request request;
  if (!key.empty()) request.headers.emplace_back("x-api-key", key);
  auto refusal = (*admin_guard(config))(request);
  return refusal ? refusal->status : 0;
}

TEST(AdminGuard, LetsEverybodyInWithoutKeys) { EXPECT_EQ(refused(*Config::load({}), ""), 0); }

TEST(AdminGuard, WantsAKeyWithTheActionAdmin) {
  Config config = *Config::load({});
  for (const auto& [name, actions] : {std::pair("boss", "admin"), std::pair("poster", "produce")}) {
    std::string section = std::string("gateway.key.") + name;
    ASSERT_TRUE(config.set(section + ".sha256", http::to_hex(http::sha256(name)), "test").ok());
    ASSERT_TRUE(config.set(section + ".actions", actions, "test").ok());
  }
  EXPECT_EQ(refused(config, ""), 401);
  EXPECT_EQ(refused(config, "other"), 401);
  EXPECT_EQ(refused(config, "poster"), 403);
  EXPECT_EQ(refused(config, "boss"), 0);
}

}  // namespace
}  // namespace pinflow::app
