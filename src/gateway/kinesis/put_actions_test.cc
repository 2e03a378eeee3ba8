#include "gateway/kinesis/lookup.h"
#include "gateway/kinesis/test_door.h"

namespace pinflow::gateway::kinesis {
namespace {

class PutActions : public KinesisTest {
 protected:
  static std::string records(const std::vector<std::string>& records) {
    std::string text = R"({"StreamName":"orders","Records":[)";
    for (const std::string& record : records) text += (&record == &records[0] ? "" : ",") + record;
    return text + "]}";
  }
};

constexpr const char* kLast = "340282366920938463463374607431768211455";

TEST_F(PutActions, RouteByHashKey) {
  make_stream(2);
  put("low", "0");
  put("high", kLast);
  EXPECT_EQ(log_.values("orders", 0), "low");
  EXPECT_EQ(log_.values("orders", 1), "high");
  // The MD5 of "a" is 0cc1…, that of "c" 4a8a…, of "b" 92eb….
  for (const char* key : {"a", "b", "c"}) {
    ask("PutRecord",
        R"({"StreamName":"orders","PartitionKey":")" + std::string(key) + R"(","Data":"eA=="})");
  }
  EXPECT_EQ(log_.records("orders", 0).size(), 3u);
  EXPECT_EQ(log_.records("orders", 1).size(), 2u);
}

TEST_F(PutActions, AnswerGrowingSequenceNumbersAlsoWhenTheClockGoesBack) {
  make_stream();
  std::string first = put("a");
  clock_.advance(std::chrono::seconds(-100));
  std::string second = put("b");
  EXPECT_EQ(first.size(), 56u);
  EXPECT_LT(first, second);
  auto records = log_.records("orders", 0);
  EXPECT_EQ(records[0].timestamp, records[1].timestamp);
}

TEST_F(PutActions, TellOfEachRecordWhatBecameOfIt) {
  make_stream(2);
  log_.fail(1, Status(Code::kExhausted, "queue full"));
  std::string answer =
      ask("PutRecords", records({R"({"Data":"YQ==","PartitionKey":"k","ExplicitHashKey":"0"})",
                                 R"({"Data":"Yg==","PartitionKey":"k","ExplicitHashKey":")" +
                                     std::string(kLast) + R"("})"}));
  EXPECT_EQ(answer.substr(0, 4), "200 ");
  EXPECT_NE(answer.find("\"FailedRecordCount\":1"), std::string::npos) << answer;
  EXPECT_NE(answer.find(R"("ErrorCode":"ProvisionedThroughputExceededException","ErrorMessage":)"
                        R"("Rate exceeded for shard shardId-000000000001 in stream orders under )"
                        R"(account 000000000000.")"),
            std::string::npos)
      << answer;
  EXPECT_EQ(log_.values("orders", 0), "a");
}

TEST_F(PutActions, RefuseWhatIsOutsideOfTheLimits) {
  make_stream();
  EXPECT_EQ(fault("PutRecords", records({})),
            "ValidationException: 1 validation error detected: Value '[]' at 'records' failed to "
            "satisfy constraint: Member must have length greater than or equal to 1");
  std::vector<std::string> many(501, R"({"Data":"","PartitionKey":"k"})");
  EXPECT_NE(fault("PutRecords", records(many)).find("less than or equal to 500"),
            std::string::npos);
  EXPECT_EQ(fault("PutRecords", records({R"({"Data":"","PartitionKey":"k"})", R"({"Data":""})"})),
            "ValidationException: 1 validation error detected: Value null at "
            "'records.2.member.partitionKey' failed to satisfy constraint: Member must not be "
            "null");
  EXPECT_EQ(fault("PutRecord", R"({"StreamName":"orders","PartitionKey":"k","Data":"",)"
                               R"("ExplicitHashKey":"340282366920938463463374607431768211456"})"),
            "InvalidArgumentException: Invalid ExplicitHashKey. ExplicitHashKey must be in the "
            "range: [0, 2^128-1]. Specified value was 340282366920938463463374607431768211456");
  std::string large = base64_encode(std::string((1 << 20) + 1, 'x'));
  EXPECT_EQ(
      fault("PutRecord", R"({"StreamName":"orders","PartitionKey":"k","Data":")" + large + R"("})"),
      "ValidationException: 1 validation error detected: Value "
      "'java.nio.HeapByteBuffer[pos=0 lim=1048577 cap=1048577]' at 'data' failed to satisfy "
      "constraint: Member must have length less than or equal to 1048576");
}

TEST_F(PutActions, KnowOnlyStreamsThatThereAre) {
  EXPECT_EQ(fault("PutRecord", R"({"StreamName":"orders","PartitionKey":"k","Data":""})"),
            "ResourceNotFoundException: Stream orders under account 000000000000 not found.");
  EXPECT_EQ(fault("PutRecord", R"({"PartitionKey":"k","Data":""})"),
            "ValidationException: 1 validation error detected: Value null at 'streamName' failed "
            "to satisfy constraint: Member must not be null");
}

TEST_F(PutActions, PutIntoTopicsThatWereMadeByAnotherDoor) {
  ASSERT_TRUE(log_.create_topic("orders", {.partition_count = 2}).ok());
  put("x", kLast);
  EXPECT_EQ(log_.values("orders", 1), "x");
  EXPECT_EQ(read(iterator("TRIM_HORIZON", "", 1)), "x");
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
