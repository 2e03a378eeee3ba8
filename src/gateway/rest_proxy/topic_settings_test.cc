#include "gateway/rest_proxy/topic_settings.h"

#include <gtest/gtest.h>

namespace pinflow::gateway {
namespace {

std::string shown_settings(const eventlog::TopicConfig& config) {
  std::string text;
  for (const auto& [name, value] : topic_settings(config)) text += name + "=" + value + " ";
  return text;
}

TEST(TopicSettings, AreKafkas) {
  EXPECT_EQ(shown_settings({}),
            "cleanup.policy=delete max.message.bytes=1048576 retention.bytes=-1 retention.ms=-1 ");
  eventlog::TopicConfig config;
  EXPECT_TRUE(set_topic_setting("retention.ms", "60000", &config).ok());
  EXPECT_TRUE(set_topic_setting("retention.bytes", "1024", &config).ok());
  EXPECT_TRUE(set_topic_setting("max.message.bytes", "100", &config).ok());
  EXPECT_EQ(shown_settings(config),
            "cleanup.policy=delete max.message.bytes=100 retention.bytes=1024 retention.ms=60000 ");
  EXPECT_TRUE(set_topic_setting("retention.ms", "-1", &config).ok());
  EXPECT_EQ(config.retention_time, std::nullopt);
}

TEST(TopicSettings, RefuseWhatTheyCannotBe) {
  eventlog::TopicConfig config;
  EXPECT_EQ(set_topic_setting("compression.type", "gzip", &config).code(), Code::kNotFound);
  EXPECT_EQ(set_topic_setting("retention.ms", "soon", &config).message(),
            "Invalid value soon for configuration retention.ms");
  for (const char* name : {"retention.ms", "retention.bytes", "max.message.bytes"}) {
    EXPECT_EQ(set_topic_setting(name, "-2", &config).code(), Code::kInvalidArgument);
  }
  EXPECT_EQ(set_topic_setting("cleanup.policy", "compact", &config).code(), Code::kInvalidArgument);
  EXPECT_EQ(set_topic_setting("max.message.bytes", "1048577", &config).code(),
            Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::gateway
