// What Kinesis answers, as its API reference and its emulators write it.
#include "eventlog/kinesis/answers.h"

#include <gtest/gtest.h>

namespace pinflow::eventlog {
namespace {

TEST(KinesisAnswers, ListStreamsPageByPage) {
  auto page = read_stream_names(R"({"StreamNames":["a","b"],"HasMoreStreams":true})");
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->names, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(page->are_more);
  EXPECT_FALSE(read_stream_names(R"({"StreamNames":[]})")->are_more);
}

TEST(KinesisAnswers, DescribeAStream) {
  auto description =
      read_description(R"({"StreamDescriptionSummary":{"StreamName":"a","StreamStatus":"ACTIVE",)"
                       R"("StreamCreationTimestamp":1700000000.5}})");
  ASSERT_TRUE(description.ok());
  EXPECT_EQ(description->name, "a");
  EXPECT_EQ(description->status, "ACTIVE");
  EXPECT_EQ(description->created_at, UnixMillis(std::chrono::milliseconds(1'700'000'000'500)));
  EXPECT_EQ(read_description("{}").status().code(), Code::kUnavailable);
}

TEST(KinesisAnswers, ListShardsWithTheirParentsAndWhetherTheyAreOpen) {
  auto page =
      read_shards(R"({"NextToken":"t","Shards":[{"ShardId":"shardId-000000000001",)"
                  R"("ParentShardId":"shardId-000000000000","HashKeyRange":{"StartingHashKey":"0",)"
                  R"("EndingHashKey":"9"},"SequenceNumberRange":{"StartingSequenceNumber":"1",)"
                  R"("EndingSequenceNumber":"7"}}]})");
  ASSERT_TRUE(page.ok());
  ASSERT_EQ(page->shards.size(), 1u);
  const StreamShard& shard = page->shards[0];
  EXPECT_EQ(shard.index, 1);
  EXPECT_EQ(shard.parent, 0);
  EXPECT_EQ(shard.adjacent_parent, std::nullopt);
  EXPECT_EQ(shard.last_hash_key, "9");
  EXPECT_FALSE(shard.is_open);
  EXPECT_EQ(page->next_token, "t");
  EXPECT_FALSE(read_shards(R"({"Shards":[{"ShardId":"another"}]})").ok());
}

TEST(KinesisAnswers, TellWhatBecameOfEachRecord) {
  constexpr std::string_view kAnswer =
      R"({"FailedRecordCount":1,"Records":[{"ShardId":"shardId-000000000002","SequenceNumber":"49"},)"
      R"({"ErrorCode":"ProvisionedThroughputExceededException","ErrorMessage":"slow down"}]})";
  auto outcomes = read_outcomes(kAnswer, 2);
  ASSERT_TRUE(outcomes.ok());
  EXPECT_EQ((*outcomes)[0].shard, 2);
  EXPECT_EQ((*outcomes)[0].sequence_number, "49");
  EXPECT_EQ((*outcomes)[1].status.code(), Code::kExhausted);
  EXPECT_EQ(read_outcomes(kAnswer, 3).status().code(), Code::kUnavailable);
}

TEST(KinesisAnswers, HandOverRecordsAndTheNextIterator) {
  auto taken = read_taken(
      R"({"NextShardIterator":"next","MillisBehindLatest":40,"Records":[{"Data":"aGk=",)"
      R"("PartitionKey":"k","SequenceNumber":"7","ApproximateArrivalTimestamp":1.25}]})");
  ASSERT_TRUE(taken.ok());
  ASSERT_EQ(taken->records.size(), 1u);
  EXPECT_EQ(taken->records[0].data, "hi");
  EXPECT_EQ(taken->records[0].partition_key, "k");
  EXPECT_EQ(taken->records[0].arrived_at, UnixMillis(std::chrono::milliseconds(1250)));
  EXPECT_EQ(taken->next_iterator, "next");
  EXPECT_EQ(taken->behind, std::chrono::milliseconds(40));
  EXPECT_EQ(read_taken(R"({"Records":[{"Data":"%"}]})").status().code(), Code::kUnavailable);
}

TEST(KinesisAnswers, AreUnavailableWhereSomethingElseAnswers) {
  EXPECT_EQ(read_taken("<html>").status().code(), Code::kUnavailable);
  EXPECT_EQ(read_iterator("").status().code(), Code::kUnavailable);
}

TEST(KinesisAnswers, SayWhyTheyRefuse) {
  const Status missing = read_fault(
      400, R"({"__type":"com.amazonaws#ResourceNotFoundException","message":"no stream a"})");
  EXPECT_EQ(missing.code(), Code::kNotFound);
  EXPECT_EQ(missing.message(), "ResourceNotFoundException: no stream a");
  EXPECT_EQ(read_fault(400, R"({"__type":"LimitExceededException","Message":"wait"})").code(),
            Code::kExhausted);
  EXPECT_EQ(read_fault(503, "").code(), Code::kUnavailable);
  EXPECT_EQ(read_fault(429, "").code(), Code::kExhausted);
  EXPECT_EQ(read_fault(404, "<html>").code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::eventlog
