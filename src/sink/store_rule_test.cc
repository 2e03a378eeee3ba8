#include "sink/store_rule.h"

#include <gtest/gtest.h>

namespace pinflow::sink {
namespace {

std::string rule_error(const Properties& properties) {
  std::vector<OptionError> errors;
  OptionReader reader(properties, &errors);
  read_store_rule(&reader);
  return errors.empty() ? "" : errors[0].message;
}

TEST(StoreRule, SaysNothingWhereTheConnectorDoesNot) {
  Properties properties;
  std::vector<OptionError> errors;
  OptionReader reader(properties, &errors);
  EXPECT_EQ(read_store_rule(&reader), StoreRule());
}

TEST(StoreRule, IsWhatTheConnectorSays) {
  Properties properties = {{"store.url", "http://h:9000"},
                           {"s3.region", "eu-west-1"},
                           {"aws.access.key.id", "a"},
                           {"aws.secret.access.key", "b"},
                           {"s3.path.style.access.enabled", "false"},
                           {"s3.ssea.name", "aws:kms"},
                           {"s3.sse.kms.key.id", "k"},
                           {"s3.acl.canned", "private"},
                           {"s3.part.size", "5242880"},
                           {"s3.part.retries", "3"},
                           {"s3.retry.backoff.ms", "200"}};
  std::vector<OptionError> errors;
  OptionReader reader(properties, &errors);
  StoreRule rule = read_store_rule(&reader);
  EXPECT_TRUE(errors.empty());
  EXPECT_EQ(rule.url, "http://h:9000");
  EXPECT_EQ(rule.region, "eu-west-1");
  EXPECT_EQ(rule.access_key + rule.secret_key, "ab");
  EXPECT_EQ(rule.path_style, false);
  EXPECT_EQ(rule.encryption + " " + rule.kms_key_id, "aws:kms k");
  EXPECT_EQ(rule.canned_acl, "private");
  EXPECT_EQ(rule.part_bytes, 5u << 20);
  EXPECT_EQ(rule.attempts_max, 4);
  EXPECT_EQ(rule.first_wait, std::chrono::milliseconds(200));
}

TEST(StoreRule, RefusesWhatWouldNotBeSo) {
  EXPECT_NE(rule_error({{"store.url", "h:9000"}}).find("not the address of an S3 server"),
            std::string::npos);
  EXPECT_NE(rule_error({{"aws.access.key.id", "a"}}).find("give both or none"), std::string::npos);
  EXPECT_NE(rule_error({{"s3.part.size", "1024"}}).find("from 5242880"), std::string::npos);
  EXPECT_NE(rule_error({{"s3.sse.kms.key.id", "k"}}).find("s3.ssea.name=aws:kms"),
            std::string::npos);
  EXPECT_EQ(rule_error({{"s3.sse.customer.key", "secret"}}),
            "Invalid value [hidden] for configuration s3.sse.customer.key: properties are shown "
            "to people; give the key to pinflow by PINFLOW_S3_CUSTOMER_KEY or "
            "objects.s3.customer_key_file");
}

}  // namespace
}  // namespace pinflow::sink
