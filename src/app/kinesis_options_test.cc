#include "app/kinesis_options.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

Result<eventlog::KinesisEventLogOptions> kinesis_options_of(const std::string& toml) {
  auto config = Config::load({"pinflow.toml", toml, {}});
  if (!config.ok()) return config.status();
  return kinesis_options(*config, "folder");
}

TEST(KinesisOptions, AreThoseOfTheConfiguration) {
  auto options = kinesis_options_of(
      "[eventlog]\nretention_hours = 5\n[eventlog.kinesis]\nregion = \"eu-west-1\"\n"
      "endpoint = \"http://127.0.0.1:4567\"\nstreams = [\"a\", \"b-*\"]\nread_ms = 300\n");
  ASSERT_TRUE(options.ok()) << options.status().message();
  EXPECT_EQ(options->service.region, "eu-west-1");
  EXPECT_EQ(options->service.endpoint, "http://127.0.0.1:4567");
  EXPECT_EQ(options->streams, (std::vector<std::string>{"a", "b-*"}));
  EXPECT_EQ(options->read_interval, std::chrono::milliseconds(300));
  EXPECT_EQ(options->retention_time, std::chrono::hours(5));
  EXPECT_EQ(options->folder, "folder");
}

TEST(KinesisOptions, NameTheKeyThatIsWrong) {
  EXPECT_NE(kinesis_options_of("[eventlog.kinesis]\nregion = \"x\"\nidle_ms = 0\n")
                .status()
                .message()
                .find("eventlog.kinesis.idle_ms"),
            std::string::npos);
}

}  // namespace
}  // namespace pinflow::app
