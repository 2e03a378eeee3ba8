#include "eventlog/kafka/client_properties.h"

#include <gtest/gtest.h>

namespace pinflow::eventlog {
namespace {

using Texts = std::map<std::string, std::string>;

constexpr const char* kIamLogin =
    "software.amazon.msk.auth.iam.IAMLoginModule required "
    "awsRoleArn=\"arn:aws:iam::123456789012:role/demo-ec2-access-role\";";
constexpr const char* kIamHandler = "software.amazon.msk.auth.iam.IAMClientCallbackHandler";

TEST(ClientProperties, ReadsTheExercisesClientProperties) {
  auto read = client_properties({{"security.protocol", "SASL_SSL"},
                                 {"sasl.mechanism", "AWS_MSK_IAM"},
                                 {"sasl.jaas.config", kIamLogin},
                                 {"sasl.client.callback.handler.class", kIamHandler}});
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(read->properties,
            (Texts{{"security.protocol", "SASL_SSL"}, {"sasl.mechanism", "OAUTHBEARER"}}));
  EXPECT_TRUE(read->uses_msk_iam);
  EXPECT_EQ(read->iam_role.arn, "arn:aws:iam::123456789012:role/demo-ec2-access-role");
  EXPECT_EQ(read->iam_role.session_name, "");
  EXPECT_TRUE(read->unused.empty());
}

TEST(ClientProperties, ReadsTheExercisesKafkaRestProperties) {
  auto read = client_properties({{"bootstrap.servers", "PLAINTEXT://b-1.example:9098"},
                                 {"zookeeper.connect", "z-1.example:2181"},
                                 {"client.id", "mine"},
                                 {"client.security.protocol", "SASL_SSL"},
                                 {"client.sasl.mechanism", "AWS_MSK_IAM"},
                                 {"client.sasl.jaas.config", kIamLogin},
                                 {"client.sasl.client.callback.handler.class", kIamHandler}});
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(read->properties, (Texts{{"bootstrap.servers", "PLAINTEXT://b-1.example:9098"},
                                     {"client.id", "mine"},
                                     {"security.protocol", "SASL_SSL"},
                                     {"sasl.mechanism", "OAUTHBEARER"}}));
  EXPECT_TRUE(read->uses_msk_iam);
  EXPECT_EQ(read->unused, std::vector<std::string>{"zookeeper.connect"});
}

TEST(ClientProperties, ReadsAllThatIsSaidOfARole) {
  auto read = client_properties(
      {{"sasl.mechanism", "AWS_MSK_IAM"},
       {"sasl.jaas.config",
        "software.amazon.msk.auth.iam.IAMLoginModule required awsRoleExternalId='x 1' "
        "awsStsRegion=eu-west-1 awsRoleSessionName=\"producer\" awsRoleArn=\"r\";"}});
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(read->iam_role.arn, "r");
  EXPECT_EQ(read->iam_role.session_name, "producer");
  EXPECT_EQ(read->iam_role.external_id, "x 1");
  EXPECT_EQ(read->iam_role.sts_region, "eu-west-1");
}

TEST(ClientProperties, TakesAUserAndAPasswordOutOfALoginModule) {
  auto read =
      client_properties({{"sasl.mechanism", "SCRAM-SHA-512"},
                         {"sasl.jaas.config",
                          "org.apache.kafka.common.security.scram.ScramLoginModule required "
                          "username=\"alice\" password=\"won der=land\";"}});
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(read->properties.at("sasl.username"), "alice");
  EXPECT_EQ(read->properties.at("sasl.password"), "won der=land");
  EXPECT_FALSE(read->uses_msk_iam);
  EXPECT_EQ(client_properties({{"sasl.jaas.config", "Krb5LoginModule required;"}}).status().code(),
            Code::kInvalidArgument);
}

TEST(ClientProperties, SaysHowToMakeWhatItReadsOfJavasStores) {
  Status status = client_properties({{"ssl.truststore.location", "/a.jks"}}).status();
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_NE(status.message().find("ssl.ca.location"), std::string::npos);
  auto pem =
      client_properties({{"ssl.truststore.location", "/a.pem"}, {"ssl.truststore.type", "PEM"}});
  ASSERT_TRUE(pem.ok());
  EXPECT_EQ(pem->properties.at("ssl.ca.location"), "/a.pem");
}

TEST(ClientProperties, NamesTheValueThatIsWrong) {
  Status status = client_properties({{"linger.ms", "soon"}}).status();
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_EQ(status.message().find("linger.ms: "), 0u) << status.message();
}

}  // namespace
}  // namespace pinflow::eventlog
