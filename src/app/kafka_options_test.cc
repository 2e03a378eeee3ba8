#include "app/kafka_options.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace pinflow::app {
namespace {

using Texts = std::map<std::string, std::string>;

class KafkaOptionsTest : public testing::Test {
 protected:
  // Of a pinflow.toml that says this below [eventlog.kafka].
  static Result<eventlog::KafkaEventLogOptions> options_of(const std::string& toml) {
    auto config = Config::load({"pinflow.toml", "[eventlog.kafka]\n" + toml, {}});
    if (!config.ok()) return config.status();
    return kafka_options(*config);
  }

  static std::string file_with(const std::string& text) {
    const testing::TestInfo* test = testing::UnitTest::GetInstance()->current_test_info();
    auto file = std::filesystem::path(testing::TempDir()) /
                (std::string("kafka_options_") + test->name() + ".properties");
    std::ofstream(file) << text;
    return file.string();
  }
};

constexpr const char* kLogin =
    "sasl.jaas.config = software.amazon.msk.auth.iam.IAMLoginModule required "
    "awsRoleArn=\"arn:aws:iam::1:role/r\";\n";

TEST_F(KafkaOptionsTest, PassesEveryPropertyOn) {
  auto options = options_of(
      "bootstrap_servers = \"a:1,b:2\"\nreplication_factor = 3\nanswer_timeout_ms = 70\n"
      "[eventlog.kafka.properties]\nlinger.ms = 50\n\"compression.type\" = \"zstd\"\n");
  ASSERT_TRUE(options.ok()) << options.status().message();
  EXPECT_EQ(
      options->client.properties,
      (Texts{{"bootstrap.servers", "a:1,b:2"}, {"compression.type", "zstd"}, {"linger.ms", "50"}}));
  EXPECT_EQ(options->replication_factor, 3);
  EXPECT_EQ(options->client.answer_timeout, std::chrono::milliseconds(70));
  EXPECT_FALSE(options->client.token);
}

TEST_F(KafkaOptionsTest, ReadsTheFilesOfTheExercise) {
  std::string file = file_with("security.protocol = SASL_SSL\nsasl.mechanism = AWS_MSK_IAM\n" +
                               std::string(kLogin) +
                               "sasl.client.callback.handler.class = "
                               "software.amazon.msk.auth.iam.IAMClientCallbackHandler\n"
                               "bootstrap.servers=b-1.m.x.c2.kafka.eu-west-1.amazonaws.com:9098\n");
  auto options = options_of("properties_files = [\"" + file + "\"]\n");
  ASSERT_TRUE(options.ok()) << options.status().message();
  EXPECT_EQ(options->client.properties.at("sasl.mechanism"), "OAUTHBEARER");
  EXPECT_TRUE(options->client.token);
}

TEST_F(KafkaOptionsTest, NamesThePlaceOfWhatIsWrong) {
  EXPECT_EQ(
      options_of("[eventlog.kafka.properties]\nlingr.ms = 5\n").status().message(),
      "pinflow.toml:3:7: eventlog.kafka.properties.lingr.ms: librdkafka has no such property");
  EXPECT_EQ(options_of("properties_files = [\"/nowhere\"]\n").status().code(), Code::kNotFound);
  Status no_region = options_of(
                         "bootstrap_servers = \"a:1\"\nregion = \"\"\n"
                         "[eventlog.kafka.properties]\nsasl.mechanism = \"AWS_MSK_IAM\"\n")
                         .status();
  if (!std::getenv("AWS_REGION") && !std::getenv("AWS_DEFAULT_REGION")) {
    EXPECT_EQ(no_region.code(), Code::kInvalidArgument);
  }
}

}  // namespace
}  // namespace pinflow::app
