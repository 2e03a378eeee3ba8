#include "gateway/kinesis/describe.h"
#include "gateway/kinesis/test_door.h"

namespace pinflow::gateway::kinesis {
namespace {

class ShardActions : public KinesisTest {
 protected:
  // The ids' last digits: "012".
  std::string shards(const std::string& members) {
    std::string answer = ask("ListShards", "{" + members + "}");
    token_ = text_in(answer, "NextToken");
    std::string ids;
    constexpr std::string_view kMember = "{\"ShardId\":\"shardId-";
    for (size_t at = answer.find(kMember); at != answer.npos; at = answer.find(kMember, at + 1)) {
      ids += answer[at + kMember.size() + 11];
    }
    return ids.empty() ? answer : ids;
  }
  void split(int shard, std::string_view at) {
    EXPECT_EQ(
        ask("SplitShard", R"({"StreamName":"orders","ShardToSplit":")" + std::to_string(shard) +
                              R"(","NewStartingHashKey":")" + std::string(at) + R"("})"),
        "200 ");
  }

  std::string token_;
};

constexpr const char* kOrders = R"("StreamName":"orders")";

TEST_F(ShardActions, ListPageByPage) {
  make_stream(5);
  EXPECT_EQ(shards(R"("StreamName":"orders","MaxResults":2)"), "01");
  EXPECT_EQ(shards(R"("MaxResults":2,"NextToken":")" + token_ + "\""), "23");
  std::string last = token_;
  EXPECT_EQ(shards(R"("MaxResults":2,"NextToken":")" + last + "\""), "4");
  EXPECT_EQ(token_, "");
  EXPECT_EQ(shards(R"("StreamName":"orders","ExclusiveStartShardId":"shardId-000000000002")"),
            "34");
  EXPECT_EQ(fault("ListShards", R"({"NextToken":"bogus"})"),
            "InvalidArgumentException: Invalid NextToken.");
  clock_.advance(std::chrono::seconds(301));
  EXPECT_EQ(fault("ListShards", R"({"NextToken":")" + last + R"("})").substr(0, 25),
            "ExpiredNextTokenException");
}

TEST_F(ShardActions, ListWhatAFilterSelects) {
  make_stream(2);
  clock_.advance(std::chrono::seconds(10));
  split(0, "100");
  auto filtered = [&](const std::string& filter) {
    return shards(std::string(kOrders) + R"(,"ShardFilter":{"Type":)" + filter + "}");
  };
  EXPECT_EQ(shards(kOrders), "0123");
  EXPECT_EQ(filtered("\"AT_LATEST\""), "123");
  EXPECT_EQ(filtered("\"AT_TRIM_HORIZON\""), "01");
  EXPECT_EQ(filtered("\"FROM_TRIM_HORIZON\""), "0123");
  EXPECT_EQ(filtered("\"AT_TIMESTAMP\",\"Timestamp\":1700000005"), "01");
  EXPECT_EQ(filtered("\"FROM_TIMESTAMP\",\"Timestamp\":1700000011"), "123");
  EXPECT_EQ(filtered("\"AFTER_SHARD_ID\",\"ShardId\":\"shardId-000000000001\""), "23");
  EXPECT_EQ(filtered("\"AT_TIMESTAMP\"").substr(0, 4), "400 ");
  clock_.advance(std::chrono::hours(25));
  EXPECT_EQ(shards(kOrders), "123");  // The closed one is too old to be read.
}

TEST_F(ShardActions, SplitAndMergeWithoutLosingAHashKey) {
  make_stream();
  std::string before = put("a", "99");
  split(0, "100");
  std::string after = put("b", "99");
  put("c", "100");
  EXPECT_LT(before, after);
  EXPECT_EQ(log_.values("orders", 0) + log_.values("orders", 1) + log_.values("orders", 2), "abc");
  EXPECT_EQ(ask("MergeShards", R"({"StreamName":"orders","ShardToMerge":"shardId-000000000001",)"
                               R"("AdjacentShardToMerge":"shardId-000000000002"})"),
            "200 ");
  EXPECT_LT(after, put("d", "5"));
  EXPECT_EQ(log_.values("orders", 3), "d");
  EXPECT_EQ(shards(R"("StreamName":"orders","ShardFilter":{"Type":"AT_LATEST"})"), "3");
}

TEST_F(ShardActions, RefuseWhatCannotBeSplitOrMerged) {
  make_stream(2);
  EXPECT_EQ(fault("SplitShard", R"({"StreamName":"orders","ShardToSplit":"7",)"
                                R"("NewStartingHashKey":"5"})"),
            "ResourceNotFoundException: Could not find shard 7 in stream orders under account "
            "000000000000.");
  EXPECT_EQ(fault("SplitShard", R"({"StreamName":"orders","ShardToSplit":"0",)"
                                R"("NewStartingHashKey":"1"})"),
            "InvalidArgumentException: NewStartingHashKey 1 used in SplitShard() on shard "
            "shardId-000000000000 in stream orders under account 000000000000 is not both greater "
            "than one plus the shard's StartingHashKey 0 and less than the shard's EndingHashKey "
            "170141183460469231731687303715884105727.");
  EXPECT_EQ(fault("MergeShards", R"({"StreamName":"orders","ShardToMerge":"shardId-000000000001",)"
                                 R"("AdjacentShardToMerge":"shardId-000000000000"})"),
            "InvalidArgumentException: Shards shardId-000000000001 and shardId-000000000000 in "
            "stream orders under account 000000000000 are not an adjacent pair of shards eligible "
            "for merging");
}

TEST_F(ShardActions, ScaleToACountOfEqualShards) {
  make_stream(3);
  EXPECT_EQ(ask("UpdateShardCount", R"({"StreamName":"orders","TargetShardCount":4,)"
                                    R"("ScalingType":"UNIFORM_SCALING"})"),
            R"(200 {"StreamName":"orders","CurrentShardCount":3,"TargetShardCount":4,)"
            R"("StreamARN":"arn:aws:kinesis:us-east-1:000000000000:stream/orders"})");
  EXPECT_EQ(shards(R"("StreamName":"orders","ShardFilter":{"Type":"AT_LATEST"})").size(), 4u);
  EXPECT_EQ(fault("UpdateShardCount", R"({"StreamName":"orders","TargetShardCount":9,)"
                                      R"("ScalingType":"UNIFORM_SCALING"})")
                .substr(0, 67),
            "InvalidArgumentException: UpdateShardCount cannot scale up over dou");
}

// A closed shard keeps its place in the log for as long as the stream is there.
TEST_F(ShardActions, AStreamThatWasReshardedTooOftenSaysSo) {
  make_stream(200);
  auto rescale = [&](int count) {
    return fault("UpdateShardCount", R"({"StreamName":"orders","ScalingType":"UNIFORM_SCALING",)"
                                     R"("TargetShardCount":)" +
                                         std::to_string(count) + "}");
  };
  std::string answer = ": ";
  for (int turn = 0; turn < 10 && answer == ": "; ++turn) answer = rescale(turn % 2 ? 200 : 100);
  EXPECT_EQ(answer,
            "LimitExceededException: Stream orders cannot have had more than 1000 shards, closed "
            "ones included: go on with a new stream.");
  EXPECT_FALSE(put("still taken").empty());
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
