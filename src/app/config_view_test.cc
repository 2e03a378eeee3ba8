#include "app/config_view.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

TEST(ConfigView, SaysEachValueAndWhereItComesFrom) {
  Config config = *Config::load({});
  ASSERT_TRUE(config.set("http.listen", "127.0.0.1:9", "--listen").ok());
  std::string shown = config_json(config);
  EXPECT_NE(shown.find(R"("http.listen":{"value":"127.0.0.1:9","origin":"--listen"})"),
            std::string::npos);
  EXPECT_NE(shown.find(R"("app.user_ids":{"value":["demo"],"origin":"default"})"),
            std::string::npos);
}

TEST(ConfigView, HidesWhatOpensADoor) {
  Config config = *Config::load({});
  ASSERT_TRUE(config.set("gateway.credential.ada.secret_key", "hush", "test").ok());
  ASSERT_TRUE(config.set("eventlog.kafka.properties.sasl.password", "hush", "test").ok());
  EXPECT_EQ(config_json(config).find("hush"), std::string::npos);
}

}  // namespace
}  // namespace pinflow::app
