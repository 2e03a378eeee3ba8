#include "gateway/kinesis/catalog.h"
#include "gateway/kinesis/service_model.h"
#include "gateway/kinesis/test_door.h"

namespace pinflow::gateway::kinesis {
namespace {

class StreamActions : public KinesisTest {};

TEST_F(StreamActions, MakeDescribeAndDeleteAStream) {
  make_stream(2);
  EXPECT_EQ(fault("CreateStream", R"({"StreamName":"orders","ShardCount":2})"),
            "ResourceInUseException: Stream orders under account 000000000000 already exists.");
  std::string summary = ask("DescribeStreamSummary", R"({"StreamName":"orders"})");
  for (const char* member :
       {R"("StreamStatus":"ACTIVE")", R"("OpenShardCount":2)", R"("RetentionPeriodHours":24)",
        R"("MaxRecordSizeInKiB":1024)", R"("EncryptionType":"NONE")",
        R"("StreamARN":"arn:aws:kinesis:us-east-1:000000000000:stream/orders")"}) {
    EXPECT_NE(summary.find(member), std::string::npos) << member << " in " << summary;
  }
  EXPECT_EQ(ask("DeleteStream", R"({"StreamName":"orders"})"), "200 ");
  EXPECT_EQ(fault("DescribeStream", R"({"StreamName":"orders"})"),
            "ResourceNotFoundException: Stream orders under account 000000000000 not found.");
  EXPECT_TRUE(log_.topics().empty());
}

TEST_F(StreamActions, TakeAnArnOrAnIdForAName) {
  make_stream();
  EXPECT_EQ(ask("DescribeStream",
                R"({"StreamARN":"arn:aws:kinesis:us-east-1:000000000000:stream/orders"})")
                .substr(0, 4),
            "200 ");
  std::string described = ask("DescribeStreamSummary", R"({"StreamName":"orders"})");
  size_t at = described.find("\"StreamId\":\"") + 12;
  EXPECT_EQ(
      ask("DescribeStream", R"({"StreamId":")" + described.substr(at, 24) + R"("})").substr(0, 4),
      "200 ");
  EXPECT_EQ(fault("DescribeStream", R"({"StreamName":"other","StreamARN":)"
                                    R"("arn:aws:kinesis:us-east-1:000000000000:stream/orders"})")
                .substr(0, 24),
            "InvalidArgumentException");
}

TEST_F(StreamActions, ListByNameAndPageByPage) {
  for (const char* name : {"b", "a", "c"}) {
    ask("CreateStream", R"({"StreamName":")" + std::string(name) + R"(","ShardCount":1})");
  }
  std::string page = ask("ListStreams", R"({"Limit":2})");
  EXPECT_NE(page.find(R"("StreamNames":["a","b"],"HasMoreStreams":true)"), std::string::npos);
  std::string next = ask("ListStreams", R"({"NextToken":")" + text_in(page, "NextToken") + R"("})");
  EXPECT_NE(next.find(R"("StreamNames":["c"],"HasMoreStreams":false)"), std::string::npos);
  EXPECT_EQ(fault("ListStreams", R"({"NextToken":"bogus"})"),
            "InvalidArgumentException: Invalid NextToken.");
}

TEST_F(StreamActions, KeepTheLimitOfShards) {
  EXPECT_EQ(fault("CreateStream", R"({"StreamName":"orders","ShardCount":100000})").substr(0, 22),
            "LimitExceededException");
  EXPECT_NE(ask("DescribeLimits", "{}").find(R"("ShardLimit":500,"OpenShardCount":0)"),
            std::string::npos);
}

TEST_F(StreamActions, StartOnDemandStreamsWithFourShards) {
  ask("CreateStream", R"({"StreamName":"orders","StreamModeDetails":{"StreamMode":"ON_DEMAND"}})");
  EXPECT_EQ(log_.topic("orders")->config.partition_count, 4);
}

TEST(StreamStates, FollowOneAnother) {
  ManualClock clock{UnixMillis(std::chrono::milliseconds(0))};
  MemoryEventLog log;  // Its topics were made at 0.
  KinesisOptions options;
  options.clock = &clock;
  options.state_delay = std::chrono::hours(1);
  Service service(log, options);
  StreamState state;
  state.shards = ShardMap::even(1, clock.now());
  ASSERT_TRUE(service.catalog.create("orders", state, {}).ok());
  auto status = [&] { return service.catalog.status_of(**service.catalog.find("orders")); };
  EXPECT_EQ(status(), StreamStatus::kCreating);
  clock.advance(std::chrono::hours(1));
  EXPECT_EQ(status(), StreamStatus::kActive);
  auto touch = [&](StreamState& changed, eventlog::TopicConfig&) {
    changed.changed_at = clock.now();
    return Status();
  };
  ASSERT_TRUE(service.catalog.change("orders", touch).ok());
  EXPECT_EQ(status(), StreamStatus::kUpdating);
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
