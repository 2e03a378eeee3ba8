#include "gateway/kinesis/shard_reader.h"
#include "gateway/kinesis/test_door.h"

namespace pinflow::gateway::kinesis {
namespace {

class ReadActions : public KinesisTest {};

TEST_F(ReadActions, StartAtEachKindOfPlace) {
  make_stream();
  put("a");
  clock_.advance(std::chrono::seconds(10));
  std::string number = put("b");
  put("c");
  std::string of_b = R"(,"StartingSequenceNumber":")" + number + "\"";
  EXPECT_EQ(read(iterator("TRIM_HORIZON")), "a|b|c");
  EXPECT_EQ(read(iterator("AT_SEQUENCE_NUMBER", of_b)), "b|c");
  EXPECT_EQ(read(iterator("AFTER_SEQUENCE_NUMBER", of_b)), "c");
  EXPECT_EQ(read(iterator("AT_TIMESTAMP", R"(,"Timestamp":1700000000.001)")), "b|c");
  EXPECT_EQ(read(iterator("AT_TIMESTAMP", R"(,"Timestamp":1700000010.000)")), "b|c");
  std::string latest = iterator("LATEST");
  EXPECT_EQ(read(latest), "");
  put("d");
  EXPECT_EQ(read(latest), "d");
}

TEST_F(ReadActions, StartAtTheShardsOwnNumberThoughNoRecordHasIt) {
  make_stream();
  put("a");
  std::string shards = ask("ListShards", R"({"StreamName":"orders"})");
  size_t begin = shards.find("StartingSequenceNumber\":\"") + 25;
  std::string own = R"(,"StartingSequenceNumber":")" + shards.substr(begin, 56) + "\"";
  EXPECT_EQ(read(iterator("AT_SEQUENCE_NUMBER", own)), "a");
  EXPECT_EQ(read(iterator("AFTER_SEQUENCE_NUMBER", own)), "a");
}

TEST_F(ReadActions, GoOnExactlyWhereTheyStopped) {
  make_stream();
  for (const char* data : {"a", "b", "c"}) put(data);
  std::string next = iterator("TRIM_HORIZON");
  EXPECT_EQ(read(next, &next, 2), "a|b");
  EXPECT_EQ(read(next, &next, 2), "c");
  EXPECT_EQ(read(next, &next, 2), "");
  put("d");
  EXPECT_EQ(read(next), "d");
}

TEST_F(ReadActions, TellHowFarBehindTheReaderIs) {
  make_stream();
  put("a");
  clock_.advance(std::chrono::seconds(7));
  put("b");
  std::string body = R"({"ShardIterator":")" + iterator("TRIM_HORIZON") + R"(","Limit":)";
  EXPECT_NE(ask("GetRecords", body + "1}").find("\"MillisBehindLatest\":7000"), std::string::npos);
  EXPECT_NE(ask("GetRecords", body + "2}").find("\"MillisBehindLatest\":0"), std::string::npos);
}

TEST_F(ReadActions, PassOverWhatIsTooOld) {
  make_stream();
  put("old");
  clock_.advance(std::chrono::hours(25));
  put("new");
  EXPECT_EQ(read(iterator("TRIM_HORIZON")), "new");
}

TEST_F(ReadActions, EndAClosedShardWithItsChildren) {
  make_stream();
  put("a", "5");
  std::string from = iterator("TRIM_HORIZON");
  EXPECT_EQ(ask("SplitShard", R"({"StreamName":"orders","ShardToSplit":"shardId-000000000000",)"
                              R"("NewStartingHashKey":"100"})"),
            "200 ");
  put("b", "5");
  std::string answer = ask("GetRecords", R"({"ShardIterator":")" + from + R"("})");
  EXPECT_EQ(answer.find("NextShardIterator"), std::string::npos);
  EXPECT_NE(answer.find(R"("ChildShards":[{"ShardId":"shardId-000000000001",)"
                        R"("ParentShards":["shardId-000000000000"],"HashKeyRange":)"
                        R"({"StartingHashKey":"0","EndingHashKey":"99"}})"),
            std::string::npos)
      << answer;
  EXPECT_EQ(read(iterator("TRIM_HORIZON", "", 1)), "b");
}

TEST_F(ReadActions, RefuseIteratorsThatAreOldOrNone) {
  make_stream();
  std::string old = iterator("LATEST");
  clock_.advance(std::chrono::milliseconds(300'001));
  EXPECT_EQ(fault("GetRecords", R"({"ShardIterator":")" + old + R"("})"),
            "ExpiredIteratorException: Iterator expired. The iterator was created at time Tue Nov "
            "14 22:13:20 UTC 2023 while right now it is Tue Nov 14 22:18:20 UTC 2023 which is "
            "further in the future than the tolerated delay of 300000 milliseconds.");
  EXPECT_EQ(fault("GetRecords", R"({"ShardIterator":"AAAA"})"),
            "InvalidArgumentException: Invalid ShardIterator.");
}

TEST_F(ReadActions, KnowNoIteratorOfAStreamThatWasMadeAnew) {
  make_stream();
  std::string old = iterator("LATEST");
  ask("DeleteStream", R"({"StreamName":"orders"})");
  make_stream();
  EXPECT_EQ(fault("GetRecords", R"({"ShardIterator":")" + old + R"("})"),
            "ResourceNotFoundException: Shard shardId-000000000000 in stream orders under account "
            "000000000000 does not exist");
}

TEST_F(ReadActions, RefuseStartsThatContradictThemselves) {
  make_stream(2);
  std::string number = put("a");
  auto refused = [&](const std::string& members) {
    return fault("GetShardIterator", R"({"StreamName":"orders","ShardId":"1",)" + members + "}");
  };
  EXPECT_EQ(refused(R"("ShardIteratorType":"AT_SEQUENCE_NUMBER")"),
            "InvalidArgumentException: Must either specify (1) AT_SEQUENCE_NUMBER or "
            "AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and "
            "no StartingSequenceNumber. Request specified AT_SEQUENCE_NUMBER and no "
            "StartingSequenceNumber.");
  EXPECT_EQ(refused(R"("ShardIteratorType":"AT_SEQUENCE_NUMBER","StartingSequenceNumber":")" +
                    number + "\""),
            "InvalidArgumentException: Invalid StartingSequenceNumber. It encodes "
            "shardId-000000000000, while it was used in a call to a shard with "
            "shardId-000000000001");
  EXPECT_EQ(refused(R"("ShardIteratorType":"AT_TIMESTAMP")").substr(0, 64),
            "InvalidArgumentException: Must specify timestampInMillis paramet");
  EXPECT_EQ(refused(R"("ShardIteratorType":"AT_TIMESTAMP","Timestamp":1800000000)").substr(0, 66),
            "InvalidArgumentException: The timestampInMillis parameter cannot b");
  EXPECT_EQ(refused(R"("ShardIteratorType":"NEVER")"),
            "ValidationException: 1 validation error detected: Value 'NEVER' at "
            "'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value "
            "set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, "
            "TRIM_HORIZON]");
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
