#include "gateway/rest_proxy/stream_records.h"

#include <gtest/gtest.h>

#include "gateway/kinesis/stream_state.h"

namespace pinflow::gateway {
namespace {

RecordToProduce keyed_record(std::optional<std::string> key,
                             std::optional<int64_t> partition = {}) {
  return {{std::move(key), "v", {}, {}}, partition};
}

TEST(StreamRecords, GoByTheirKeysHashToOpenShards) {
  kinesis::StreamState state;
  state.shards = kinesis::ShardMap::even(2, {});
  // The MD5 of "a" is 0cc1…, that of "b" 92eb….
  state.shards.split(0, kinesis::WideNumber(100), {});
  eventlog::Topic topic{"orders", "id", {.partition_count = 4}, {}, 0};
  topic.config.metadata = kinesis::to_json(state);
  std::vector<RecordToProduce> records = {keyed_record("a"), keyed_record("b"),
                                          keyed_record("a", 0), keyed_record({})};
  ASSERT_TRUE(assign_shards(topic, &records).ok());
  EXPECT_EQ(records[0].partition, 3);
  EXPECT_EQ(records[1].partition, 1);
  EXPECT_EQ(records[2].partition, 0);  // It asked for it, and will be told that it is closed.
  EXPECT_TRUE(state.shards.find(static_cast<int32_t>(*records[3].partition))->is_open());
}

TEST(StreamRecords, OfATopicStayAsTheyAre) {
  std::vector<RecordToProduce> records = {keyed_record("a")};
  ASSERT_TRUE(assign_shards({"orders", "id", {}, {}, 0}, &records).ok());
  EXPECT_FALSE(records[0].partition);
}

}  // namespace
}  // namespace pinflow::gateway
