#include "gateway/kinesis/resource.h"
#include "gateway/kinesis/test_door.h"

namespace pinflow::gateway::kinesis {
namespace {

// Settings, tags, policies and consumers: what is written can be read.
class SettingActions : public KinesisTest {
 protected:
  void SetUp() override { make_stream(); }

  std::string change(std::string_view operation, std::string_view members) {
    return ask(operation, R"({"StreamName":"orders",)" + std::string(members) + "}");
  }
  std::string by_arn(std::string_view operation, std::string_view member,
                     std::string_view more = "") {
    return ask(operation, "{\"" + std::string(member) + "\":\"" + std::string(kArn) + "\"" +
                              std::string(more) + "}");
  }
  bool summary_has(std::string_view member) {
    return ask("DescribeStreamSummary", R"({"StreamName":"orders"})").find(member) !=
           std::string::npos;
  }

  static constexpr const char* kArn = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";
};

TEST_F(SettingActions, KeepRecordsForLongerOrLessLong) {
  EXPECT_EQ(change("IncreaseStreamRetentionPeriod", R"("RetentionPeriodHours":48)"), "200 ");
  EXPECT_TRUE(summary_has(R"("RetentionPeriodHours":48)"));
  EXPECT_EQ(log_.topic("orders")->config.retention_time, std::chrono::hours(48));
  EXPECT_EQ(change("IncreaseStreamRetentionPeriod", R"("RetentionPeriodHours":24)"),
            R"(400 {"__type":"InvalidArgumentException","message":"Requested retention period (24 )"
            R"(hours) for stream orders can not be shorter than existing retention period (48 )"
            R"(hours). Use DecreaseRetentionPeriod API."})");
  EXPECT_EQ(change("DecreaseStreamRetentionPeriod", R"("RetentionPeriodHours":24)"), "200 ");
  EXPECT_EQ(change("DecreaseStreamRetentionPeriod", R"("RetentionPeriodHours":23)"),
            R"(400 {"__type":"InvalidArgumentException","message":"Minimum allowed retention )"
            R"(period is 24 hours. Requested retention period (23 hours) is too short."})");
}

TEST_F(SettingActions, TurnEncryptionOnAndOff) {
  EXPECT_EQ(change("StartStreamEncryption", R"("EncryptionType":"KMS","KeyId":"alias/k")"), "200 ");
  EXPECT_TRUE(summary_has(R"("EncryptionType":"KMS","KeyId":"alias/k")"));
  put("a");
  std::string records =
      ask("GetRecords", R"({"ShardIterator":")" + iterator("TRIM_HORIZON") + R"("})");
  EXPECT_NE(records.find(R"("EncryptionType":"KMS")"), std::string::npos);
  EXPECT_EQ(change("StopStreamEncryption", R"("EncryptionType":"KMS","KeyId":"alias/k")"), "200 ");
  EXPECT_TRUE(summary_has(R"("EncryptionType":"NONE")"));
}

TEST_F(SettingActions, TurnMetricsOnAndOff) {
  std::string answer = change("EnableEnhancedMonitoring", R"("ShardLevelMetrics":["ALL"])");
  EXPECT_NE(answer.find(R"("CurrentShardLevelMetrics":[],"DesiredShardLevelMetrics":["IncomingB)"),
            std::string::npos)
      << answer;
  answer = change("DisableEnhancedMonitoring", R"("ShardLevelMetrics":["OutgoingBytes"])");
  EXPECT_EQ(answer.find("OutgoingBytes", answer.find("Desired")), std::string::npos);
  EXPECT_TRUE(summary_has("IteratorAgeMilliseconds"));
}

TEST_F(SettingActions, ChangeModeAndSizes) {
  EXPECT_EQ(
      by_arn("UpdateStreamMode", "StreamARN", R"(,"StreamModeDetails":{"StreamMode":"ON_DEMAND"})"),
      "200 ");
  EXPECT_TRUE(summary_has(R"("StreamMode":"ON_DEMAND")"));
  EXPECT_EQ(
      by_arn("UpdateStreamWarmThroughput", "StreamARN", R"(,"WarmThroughputMiBps":8)").substr(0, 4),
      "200 ");
  EXPECT_TRUE(summary_has(R"("TargetMiBps":8)"));
  EXPECT_EQ(by_arn("UpdateMaxRecordSize", "StreamARN", R"(,"MaxRecordSizeInKiB":2048)"), "200 ");
  EXPECT_TRUE(summary_has(R"("MaxRecordSizeInKiB":2048)"));
  EXPECT_EQ(put(std::string(2 << 20, 'x')).size(), 56u);
  EXPECT_EQ(by_arn("UpdateStreamRecordDistributionStrategy", "StreamARN",
                   R"(,"RecordDistributionStrategy":"AUTO")"),
            "200 ");
  EXPECT_EQ(ask("PutRecord", R"({"StreamName":"orders","Data":""})").substr(0, 4), "200 ");
}

TEST_F(SettingActions, TagStreamsBothWays) {
  EXPECT_EQ(change("AddTagsToStream", R"("Tags":{"b":"2","a":"1"})"), "200 ");
  EXPECT_EQ(by_arn("TagResource", "ResourceARN", R"(,"Tags":{"c":"3"})"), "200 ");
  EXPECT_EQ(change("ListTagsForStream", R"("Limit":2)"),
            R"(200 {"Tags":[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}],"HasMoreTags":true})");
  EXPECT_EQ(change("RemoveTagsFromStream", R"("TagKeys":["a"])"), "200 ");
  EXPECT_EQ(by_arn("UntagResource", "ResourceARN", R"(,"TagKeys":["b"])"), "200 ");
  EXPECT_EQ(by_arn("ListTagsForResource", "ResourceARN"),
            R"(200 {"Tags":[{"Key":"c","Value":"3"}]})");
  EXPECT_EQ(change("AddTagsToStream", R"("Tags":{"*":"2"})").substr(0, 39),
            R"(400 {"__type":"InvalidArgumentException)");
}

TEST_F(SettingActions, KeepPolicies) {
  const std::string policy =
      R"({\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"kinesis:*\"}]})";
  EXPECT_EQ(by_arn("GetResourcePolicy", "ResourceARN").substr(0, 40),
            R"(400 {"__type":"ResourceNotFoundException)");
  EXPECT_EQ(by_arn("PutResourcePolicy", "ResourceARN", R"(,"Policy":")" + policy + "\""), "200 ");
  EXPECT_NE(by_arn("GetResourcePolicy", "ResourceARN").find("Deny"), std::string::npos);
  EXPECT_EQ(by_arn("DeleteResourcePolicy", "ResourceARN"), "200 ");
  EXPECT_EQ(by_arn("PutResourcePolicy", "ResourceARN", R"(,"Policy":"x")").substr(0, 39),
            R"(400 {"__type":"InvalidArgumentException)");
}

TEST_F(SettingActions, RegisterConsumers) {
  std::string made = by_arn("RegisterStreamConsumer", "StreamARN", R"(,"ConsumerName":"billing")");
  EXPECT_NE(made.find(R"("ConsumerARN":"arn:aws:kinesis:us-east-1:000000000000:stream/orders/)"
                      R"(consumer/billing:1700000000","ConsumerStatus":"ACTIVE")"),
            std::string::npos)
      << made;
  EXPECT_EQ(
      by_arn("RegisterStreamConsumer", "StreamARN", R"(,"ConsumerName":"billing")").substr(0, 37),
      R"(400 {"__type":"ResourceInUseException)");
  by_arn("RegisterStreamConsumer", "StreamARN", R"(,"ConsumerName":"audit")");
  std::string page = by_arn("ListStreamConsumers", "StreamARN", R"(,"MaxResults":1)");
  EXPECT_NE(page.find("audit"), std::string::npos);
  std::string rest = by_arn("ListStreamConsumers", "StreamARN",
                            R"(,"NextToken":")" + text_in(page, "NextToken") + "\"");
  EXPECT_NE(rest.find("billing"), std::string::npos);
  EXPECT_EQ(rest.find("NextToken"), std::string::npos);
  EXPECT_EQ(ask("DeleteStream", R"({"StreamName":"orders"})").substr(0, 37),
            R"(400 {"__type":"ResourceInUseException)");
  EXPECT_EQ(by_arn("DeregisterStreamConsumer", "StreamARN", R"(,"ConsumerName":"billing")"),
            "200 ");
  EXPECT_EQ(
      by_arn("DescribeStreamConsumer", "StreamARN", R"(,"ConsumerName":"billing")").substr(0, 40),
      R"(400 {"__type":"ResourceNotFoundException)");
  EXPECT_NE(
      by_arn("DescribeStreamConsumer", "StreamARN", R"(,"ConsumerName":"audit")").find("ACTIVE"),
      std::string::npos);
  EXPECT_EQ(ask("DeleteStream", R"({"StreamName":"orders","EnforceConsumerDeletion":true})"),
            "200 ");
}

TEST_F(SettingActions, KeepTheAccountsSettings) {
  EXPECT_EQ(ask("DescribeAccountSettings", "{}"),
            R"(200 {"MinimumThroughputBillingCommitment":{"Status":"DISABLED"}})");
  EXPECT_EQ(ask("UpdateAccountSettings",
                R"({"MinimumThroughputBillingCommitment":{"Status":"ENABLED"}})"),
            R"(200 {"MinimumThroughputBillingCommitment":{"Status":"ENABLED",)"
            R"("StartedAt":1.7e+09}})");
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
