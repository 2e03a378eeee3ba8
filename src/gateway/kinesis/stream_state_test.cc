#include "gateway/kinesis/stream_state.h"

#include <gtest/gtest.h>

namespace pinflow::gateway::kinesis {
namespace {

UnixMillis at_millis(int64_t millis) { return UnixMillis(std::chrono::milliseconds(millis)); }

TEST(StreamState, IsReadBackWhole) {
  StreamState state;
  state.shards = ShardMap::even(2, at_millis(5'000));
  state.shards.split(1, kHashKeyMax - 7, at_millis(9'000));
  state.changed_at = at_millis(9'000);
  state.deleted_at = at_millis(10'000);
  state.is_on_demand = state.spreads_evenly = true;
  state.warm_throughput_mib = 3;
  state.key_id = "alias/key";
  state.metrics = {"ALL"};
  state.tags = {{"a", "b"}};
  state.policy = "{}";
  state.consumers = {{"billing", at_millis(1), at_millis(2), {{"c", "d"}}, "{}"}};
  eventlog::Topic topic{"orders", "id", {}, {}, 0};
  topic.config.partition_count = 4;
  topic.config.metadata = to_json(state);
  auto read = read_stream_state(topic);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(to_json(*read), to_json(state));
  EXPECT_EQ(read->shards.find(3)->index, 3);
}

TEST(StreamState, IsEvenForATopicWithout) {
  auto state = read_stream_state({"orders", "id", {.partition_count = 3}, at_millis(5'000), 0});
  ASSERT_TRUE(state.ok());
  EXPECT_EQ(state->shards.open_count(), 3);
}

TEST(StreamState, RefusesMetadataThatDoesNotFitTheTopic) {
  for (const char* metadata : {"x", "{}", R"({"shards":[{"first_hash_key":"x"}]})"}) {
    eventlog::Topic topic{"orders", "id", {.partition_count = 1}, {}, 0};
    topic.config.metadata = metadata;
    EXPECT_EQ(read_stream_state(topic).status().code(), Code::kCorruption) << metadata;
  }
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
