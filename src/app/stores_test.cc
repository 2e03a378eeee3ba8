#include "app/stores.h"

#include <gtest/gtest.h>

#include "base/file.h"

namespace pinflow::app {
namespace {

class StoresTest : public testing::Test {
 protected:
  void SetUp() override {
    data_ = testing::TempDir() + "stores_" +
            testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(data_);
  }
  static Config config(const std::map<std::string, std::string>& settings) {
    Config config = *Config::load({});
    for (const auto& [key, text] : settings) EXPECT_TRUE(config.set(key, text, "test").ok());
    return config;
  }

  std::filesystem::path data_;
};

TEST_F(StoresTest, AreFoldersUnlessTheConfigurationSaysOtherwise) {
  Config plain = config({});
  ASSERT_TRUE((*open_bucket(plain, data_, "user-demo-bucket"))->put("k", "x").ok());
  ASSERT_TRUE((*open_lake(plain, data_))->put("silver/t/f", "x").ok());
  EXPECT_TRUE(std::filesystem::exists(data_ / "objects/user-demo-bucket/k"));
  EXPECT_TRUE(std::filesystem::exists(data_ / "lake/silver/t/f"));
  EXPECT_EQ(*bucket_names(plain, data_), std::vector<std::string>{"user-demo-bucket"});
}

TEST_F(StoresTest, TakeTheServerFromTheConfigurationThenTheEnvironment) {
  ::setenv("AWS_ENDPOINT_URL", "http://from-environment:1", 1);
  ::setenv("AWS_REGION", "eu-west-3", 1);
  EXPECT_EQ(s3_options(config({}), data_)->endpoint, "http://from-environment:1");
  EXPECT_EQ(s3_options(config({}), data_)->region, "eu-west-3");
  EXPECT_EQ(s3_options(config({{"objects.s3.endpoint", "http://h"}}), data_)->endpoint, "http://h");
  ::unsetenv("AWS_ENDPOINT_URL");
  ::unsetenv("AWS_REGION");
  EXPECT_EQ(s3_options(config({}), data_)->region, "us-east-1");
}

TEST_F(StoresTest, OpenOnAServerByOneLine) {
  EXPECT_TRUE(open_bucket(config({{"objects.type", "s3"}}), data_, "b").ok());
  for (const char* url : {"s3://b", "s3://b/", "s3://b/a/c", "s3://b/a/"}) {
    EXPECT_TRUE(open_lake(config({{"lake.url", url}}), data_).ok()) << url;
  }
  EXPECT_FALSE(std::filesystem::exists(data_ / "lake"));
}

TEST_F(StoresTest, OfConnectorsAreThoseOfAllUnlessTheirPropertiesSayOtherwise) {
  Config local = config({});
  Config s3 = config({{"objects.type", "s3"},
                      {"objects.s3.endpoint", "http://all"},
                      {"objects.s3.encryption", "AES256"}});
  sink::StoreRule rule;
  rule.region = "us-east-1";  // As the exercise has it.
  EXPECT_FALSE(*connector_s3_options(local, data_, rule));
  EXPECT_FALSE(*connector_s3_options(s3, data_, rule));
  rule.region = "eu-west-1";
  EXPECT_FALSE(*connector_s3_options(local, data_, rule));
  EXPECT_EQ((*connector_s3_options(s3, data_, rule))->region, "eu-west-1");
  ASSERT_TRUE(s3.set("objects.s3.region", "garage", "test").ok());
  EXPECT_FALSE(*connector_s3_options(s3, data_, rule));
}

TEST_F(StoresTest, OfConnectorsMayHaveKeysAndSettingsOfTheirOwn) {
  Config s3 = config({{"objects.type", "s3"},
                      {"objects.s3.endpoint", "http://all"},
                      {"objects.s3.encryption", "AES256"}});
  sink::StoreRule rule;
  rule.access_key = "a";
  rule.secret_key = "b";
  rule.part_bytes = 5 << 20;
  rule.attempts_max = 2;
  auto options = *connector_s3_options(s3, data_, rule);
  ASSERT_TRUE(options);
  EXPECT_EQ(options->endpoint, "http://all");
  EXPECT_EQ(options->encryption, "AES256");
  EXPECT_EQ(options->credentials.access_key + options->credentials.secret_key, "ab");
  EXPECT_EQ(options->part_bytes, 5u << 20);
  EXPECT_EQ(options->attempts_max, 2);
}

TEST_F(StoresTest, OfConnectorsMayBeOnAServerOfTheirOwn) {
  Config s3 = config({{"objects.s3.region", "eu-west-1"},
                      {"objects.s3.path_style", "false"},
                      {"objects.s3.encryption", "AES256"}});
  sink::StoreRule rule;
  rule.url = "https://own";
  auto options = *connector_s3_options(s3, data_, rule);
  ASSERT_TRUE(options);
  EXPECT_EQ(options->endpoint, "https://own");
  EXPECT_EQ(options->region, "eu-west-1");
  EXPECT_TRUE(options->path_style);
  EXPECT_EQ(options->encryption, "");
  rule.region = "us-west-2";
  rule.encryption = "aws:kms";
  rule.kms_key_id = "k";
  options = *connector_s3_options(s3, data_, rule);
  EXPECT_EQ(options->region, "us-west-2");
  EXPECT_EQ(options->encryption + options->kms_key_id, "aws:kmsk");
}

TEST_F(StoresTest, TakeACustomersKeyFromAFileOnly) {
  std::filesystem::create_directories(data_);
  std::string file = data_ / "key";
  auto key_in = [&](const std::string& text) {
    EXPECT_TRUE(replace_file(file, text).ok());
    return s3_options(config({{"objects.s3.customer_key_file", file}}), data_);
  };
  EXPECT_EQ(s3_options(config({}), data_)->customer_key, "");
  EXPECT_EQ(key_in(std::string(32, 'k'))->customer_key, std::string(32, 'k'));
  EXPECT_EQ(key_in("a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=\n")->customer_key,
            std::string(32, 'k'));
  Status status = key_in("too short").status();
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_EQ(status.message().find("too short"), std::string::npos);
  std::filesystem::remove(file);
  EXPECT_FALSE(s3_options(config({{"objects.s3.customer_key_file", file}}), data_).ok());
}

TEST_F(StoresTest, SendACustomersKeyNeitherInTheClearNorToOthers) {
  std::filesystem::create_directories(data_);
  std::string file = data_ / "key";
  ASSERT_TRUE(replace_file(file, std::string(32, 'k')).ok());
  Config plain = config({{"objects.type", "s3"},
                         {"objects.s3.endpoint", "http://far.example"},
                         {"objects.s3.customer_key_file", file}});
  EXPECT_NE(open_bucket(plain, data_, "b").status().message().find("use https://"),
            std::string::npos);
  sink::StoreRule rule;
  rule.url = "https://own";
  EXPECT_EQ((*connector_s3_options(plain, data_, rule))->customer_key, "");
  Config both = plain;
  ASSERT_TRUE(both.set("objects.s3.encryption", "AES256", "test").ok());
  EXPECT_EQ(s3_options(both, data_).status().code(), Code::kInvalidArgument);
}

TEST_F(StoresTest, RefuseLakesThatAreNowhere) {
  for (const char* url : {"b/c", "s3://", "s3:///a", "s3://b/../c", "gs://b"}) {
    Status status = open_lake(config({{"lake.url", url}}), data_).status();
    EXPECT_EQ(status.code(), Code::kInvalidArgument) << url;
  }
}

}  // namespace
}  // namespace pinflow::app
