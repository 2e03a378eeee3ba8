#include "app/kafka_options.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/base64.h"
#include "objects/s3/scripted_server_for_test.h"

namespace pinflow::app {
namespace {

using Texts = std::map<std::string, std::string>;

class KafkaOptionsTest : public testing::Test {
 protected:
  // Of a pinflow.toml that says this below [eventlog.kafka].
  Result<eventlog::KafkaEventLogOptions> options_of(const std::string& toml) {
    auto config = Config::load({"pinflow.toml", "[eventlog.kafka]\n" + toml, {}});
    if (!config.ok()) return config.status();
    return kafka_options(*config, [this](const std::string& name) { return environment_[name]; });
  }

  static std::string file_with(const std::string& text) {
    const testing::TestInfo* test = testing::UnitTest::GetInstance()->current_test_info();
    auto file = std::filesystem::path(testing::TempDir()) /
                (std::string("kafka_options_") + test->name() + ".properties");
    std::ofstream(file) << text;
    return file.string();
  }

  std::map<std::string, std::string> environment_ = {{"AWS_EC2_METADATA_DISABLED", "true"}};
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

TEST_F(KafkaOptionsTest, SignsTokensAsTheRoleOfTheLoginModule) {
  objects::ScriptedServer sts;
  environment_["AWS_ENDPOINT_URL_STS"] = sts.url();
  environment_["AWS_ACCESS_KEY_ID"] = "BASE";
  environment_["AWS_SECRET_ACCESS_KEY"] = "base-secret";
  sts.script({{200,
               "text/xml",
               "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ROLE"
               "</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>role-token"
               "</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials>"
               "</AssumeRoleResult></AssumeRoleResponse>",
               {}}});
  std::string file = file_with("sasl.mechanism = AWS_MSK_IAM\n" + std::string(kLogin));
  auto options = options_of("properties_files = [\"" + file +
                            "\"]\nregion = \"eu-west-1\"\nbootstrap_servers = \"a:1\"\n");
  ASSERT_TRUE(options.ok()) << options.status().message();
  EXPECT_EQ(options->client.role, "arn:aws:iam::1:role/r");
  for (int i = 0; i < 2; ++i) {  // The second with what is kept.
    auto token = options->client.token();
    ASSERT_TRUE(token.ok()) << token.status().message();
    std::string value = token->value;
    for (char& letter : value) letter = letter == '-' ? '+' : letter == '_' ? '/' : letter;
    value.resize((value.size() + 3) / 4 * 4, '=');
    const std::string url = base64_decode(value).value_or("");
    EXPECT_NE(url.find("X-Amz-Credential=ROLE%2F"), std::string::npos) << url;
    EXPECT_NE(url.find("X-Amz-Security-Token=role-token&"), std::string::npos) << url;
  }
  ASSERT_EQ(sts.requests().size(), 1u);
  const std::string body = sts.requests().at(0).body;
  EXPECT_NE(body.find("RoleSessionName=pinflow"), std::string::npos) << body;
}

TEST_F(KafkaOptionsTest, GivesATokenNoLongerLifeThanItsCredentialsHave) {
  objects::ScriptedServer container;
  environment_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = container.url() + "/c";
  const UnixMillis soon = system_clock().now() + std::chrono::minutes(7);
  char text[32] = "";
  const std::time_t seconds = to_int64(soon) / 1000;
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&seconds));
  container.script(
      {{200,
        "",
        R"({"AccessKeyId":"BOX","SecretAccessKey":"s","Expiration":")" + std::string(text) + "\"}",
        {}}});
  auto options = options_of(
      "region = \"eu-west-1\"\nbootstrap_servers = \"a:1\"\n"
      "[eventlog.kafka.properties]\nsasl.mechanism = \"AWS_MSK_IAM\"\n");
  ASSERT_TRUE(options.ok()) << options.status().message();
  auto token = options->client.token();
  ASSERT_TRUE(token.ok()) << token.status().message();
  EXPECT_EQ(to_int64(token->expires_at) / 1000, seconds);
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
  EXPECT_EQ(no_region.code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::app
