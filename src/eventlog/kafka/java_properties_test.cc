#include "eventlog/kafka/java_properties.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace pinflow::eventlog {
namespace {

using Names = std::map<std::string, std::string>;

Result<Names> java_of(Names properties) {
  ClientProperties of;
  of.properties = std::move(properties);
  return java_properties(of);
}

std::string pem_file(const std::string& text) {
  const testing::TestInfo* test = testing::UnitTest::GetInstance()->current_test_info();
  auto file = std::filesystem::path(testing::TempDir()) /
              (std::string("java_properties_") + test->name() + ".pem");
  std::ofstream(file) << text;
  return file.string();
}

TEST(JavaProperties, SeeTheSameRecordsWithoutASecurityProtocol) {
  EXPECT_EQ(*java_of({{"linger.ms", "5"}, {"bootstrap.servers", "a:1"}}),
            (Names{{"isolation.level", "read_committed"}}));
  EXPECT_EQ(*java_of({{"isolation.level", "read_uncommitted"}}),
            (Names{{"isolation.level", "read_uncommitted"}}));
}

TEST(JavaProperties, LogInWithAUserAndAPassword) {
  auto java = java_of({{"security.protocol", "sasl_plaintext"},
                       {"sasl.mechanisms", "PLAIN"},
                       {"sasl.username", "alice"},
                       {"sasl.password", "won\"der\\land"}});
  ASSERT_TRUE(java.ok()) << java.status().message();
  EXPECT_EQ(java->at("security.protocol"), "SASL_PLAINTEXT");
  EXPECT_EQ(java->at("sasl.mechanism"), "PLAIN");
  EXPECT_EQ(java->at("sasl.jaas.config"),
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"alice\" "
            "password=\"won\\\"der\\\\land\";");
  java = java_of({{"security.protocol", "SASL_SSL"},
                  {"sasl.mechanism", "SCRAM-SHA-512"},
                  {"sasl.username", "alice"},
                  {"sasl.password", "x"}});
  EXPECT_TRUE(java->at("sasl.jaas.config").find("scram.ScramLoginModule required") !=
              std::string::npos);
}

TEST(JavaProperties, AreThoseOfTheExerciseForMsk) {
  ClientProperties exercise =
      *client_properties({{"security.protocol", "SASL_SSL"},
                          {"sasl.mechanism", "AWS_MSK_IAM"},
                          {"sasl.jaas.config",
                           "software.amazon.msk.auth.iam.IAMLoginModule required "
                           "awsRoleArn=\"arn:aws:iam::1:role/r\" awsStsRegion=\"eu-west-1\";"},
                          {"sasl.client.callback.handler.class",
                           "software.amazon.msk.auth.iam.IAMClientCallbackHandler"}});
  EXPECT_EQ(*java_properties(exercise),
            (Names{{"isolation.level", "read_committed"},
                   {"security.protocol", "SASL_SSL"},
                   {"sasl.mechanism", "AWS_MSK_IAM"},
                   {"sasl.jaas.config",
                    "software.amazon.msk.auth.iam.IAMLoginModule required "
                    "awsRoleArn=\"arn:aws:iam::1:role/r\" awsStsRegion=\"eu-west-1\";"},
                   {"sasl.client.callback.handler.class",
                    "software.amazon.msk.auth.iam.IAMClientCallbackHandler"}}));
}

TEST(JavaProperties, HoldTheTextOfFilesThatOtherMachinesMayNotHave) {
  auto java = java_of({{"security.protocol", "ssl"},
                       {"ssl.ca.location", pem_file("authorities")},
                       {"ssl.certificate.pem", "certificate"},
                       {"ssl.key.pem", "-----BEGIN PRIVATE KEY-----"},
                       {"ssl.key.password", "p"},
                       {"ssl.endpoint.identification.algorithm", "none"}});
  ASSERT_TRUE(java.ok()) << java.status().message();
  EXPECT_EQ(*java, (Names{{"isolation.level", "read_committed"},
                          {"security.protocol", "SSL"},
                          {"ssl.truststore.type", "PEM"},
                          {"ssl.truststore.certificates", "authorities"},
                          {"ssl.keystore.type", "PEM"},
                          {"ssl.keystore.certificate.chain", "certificate"},
                          {"ssl.keystore.key", "-----BEGIN PRIVATE KEY-----"},
                          {"ssl.key.password", "p"},
                          {"ssl.endpoint.identification.algorithm", ""}}));
}

TEST(JavaProperties, SayWhatJavaHasNoNameForAndWhatToDo) {
  auto said = [](Names more) {
    more.emplace("security.protocol", "SASL_SSL");
    return java_of(std::move(more)).status();
  };
  EXPECT_EQ(said({{"sasl.mechanism", "GSSAPI"}}).code(), Code::kInvalidArgument);
  EXPECT_EQ(said({{"ssl.ca.location", "/nowhere.pem"}}).code(), Code::kNotFound);
  EXPECT_TRUE(
      said({{"ssl.key.pem", "-----BEGIN RSA PRIVATE KEY-----"}}).message().find("openssl pkcs8") !=
      std::string::npos);
  EXPECT_TRUE(
      said({{"enable.ssl.certificate.verification", "false"}}).message().find("ssl.ca.location") !=
      std::string::npos);
}

}  // namespace
}  // namespace pinflow::eventlog
