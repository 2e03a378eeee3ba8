#include "gateway/kinesis/subscription.h"

#include "gateway/kinesis/read_json.h"
#include "gateway/kinesis/resource.h"
#include "gateway/kinesis/test_door.h"

namespace pinflow::gateway::kinesis {
namespace {

class SubscriptionTest : public KinesisTest {
 protected:
  void SetUp() override {
    make_stream();
    ask("RegisterStreamConsumer", R"({"StreamARN":)"
                                  R"("arn:aws:kinesis:us-east-1:000000000000:stream/orders",)"
                                  R"("ConsumerName":"billing"})");
  }

  Result<std::shared_ptr<http::BodyStream>> subscribe(const std::string& start) {
    const std::string body =
        R"({"ConsumerARN":"arn:aws:kinesis:us-east-1:000000000000:stream/orders/consumer/)"
        R"(billing:1700000000","ShardId":"shardId-000000000000","StartingPosition":)" +
        start + "}";
    Arena arena;
    auto input = read_json(body, *find_operation("SubscribeToShard")->input, &arena);
    return subscribe_to_shard(service_, *input, Encoding::kJson);
  }
  // "none" at the end.
  static std::string next(http::BodyStream& stream) {
    return http::wait(stream.next()).value_or("none");
  }

  Service service_{log_, options(clock_)};
};

constexpr const char* kTrimHorizon = R"({"Type":"TRIM_HORIZON"})";

TEST_F(SubscriptionTest, BeginsWithItsResponseAndThenTheRecords) {
  put("a");
  auto stream = *subscribe(kTrimHorizon);
  EXPECT_NE(next(*stream).find("initial-response"), std::string::npos);
  std::string event = next(*stream);
  EXPECT_NE(event.find(R"("Data":"YQ==")"), std::string::npos);
  EXPECT_NE(event.find(R"("ContinuationSequenceNumber":"4)"), std::string::npos);
  put("b");
  EXPECT_NE(next(*stream).find(R"("Data":"Yg==")"), std::string::npos);
}

TEST_F(SubscriptionTest, EndsWithTheChildrenOfAClosedShard) {
  put("a");
  ask("SplitShard", R"({"StreamName":"orders","ShardToSplit":"0","NewStartingHashKey":"100"})");
  auto stream = *subscribe(kTrimHorizon);
  next(*stream);
  std::string event = next(*stream);
  EXPECT_NE(event.find(R"("ChildShards":[{"ShardId":"shardId-000000000001")"), std::string::npos);
  EXPECT_EQ(event.find("ContinuationSequenceNumber"), std::string::npos);
  EXPECT_EQ(next(*stream), "none");
}

TEST_F(SubscriptionTest, EndsAfterFiveMinutesAndWhenANewerOneBegins) {
  auto first = *subscribe(kTrimHorizon);
  EXPECT_EQ(subscribe(kTrimHorizon).status().name(), "ResourceInUseException");
  clock_.advance(std::chrono::seconds(5));
  auto second = *subscribe(kTrimHorizon);
  next(*first);
  EXPECT_EQ(next(*first), "none");
  next(*second);
  clock_.advance(std::chrono::minutes(5));
  EXPECT_EQ(next(*second), "none");
}

TEST_F(SubscriptionTest, GoesOnAfterItsContinuationThoughNothingWasRead) {
  auto stream = *subscribe(R"({"Type":"LATEST"})");
  next(*stream);
  std::string event = next(*stream);
  size_t at = event.find("ContinuationSequenceNumber\":\"") + 29;
  put("a");
  clock_.advance(std::chrono::seconds(5));
  auto again = *subscribe(R"({"Type":"AFTER_SEQUENCE_NUMBER","SequenceNumber":")" +
                          event.substr(at, 56) + R"("})");
  next(*again);
  EXPECT_NE(next(*again).find(R"("Data":"YQ==")"), std::string::npos);
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
