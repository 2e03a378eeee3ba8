#include "eventlog/kinesis/shard_json.h"

#include <gtest/gtest.h>

namespace pinflow::eventlog {
namespace {

const UnixMillis kCreated{std::chrono::milliseconds(1'700'000'000'123)};

TEST(ShardJson, SaysWhenTheStreamWasMade) {
  EXPECT_EQ(created_at_of(shards_to_json(kCreated, {})), kCreated);
  EXPECT_EQ(created_at_of(""), std::nullopt);
  EXPECT_EQ(created_at_of("{\"shards\":[]}"), std::nullopt);
}

TEST(ShardJson, HasAPlaceForEachShardThatWas) {
  const StreamShard parent{1, "0", "9", {}, {}, false};
  const StreamShard child{3, "0", "4", 1, {}, true};
  EXPECT_EQ(partition_count_of({parent, child}), 4);
  EXPECT_EQ(shards_to_json(kCreated, {parent, child}),
            R"({"stream_created_at_ms":1700000000123,"shards":[)"
            R"({"first_hash_key":"0","last_hash_key":"0","second":1700000000,)"
            R"("opened_at_ms":1700000000123,"closed_at_ms":1700000000123},)"
            R"({"first_hash_key":"0","last_hash_key":"9","second":1700000001,)"
            R"("opened_at_ms":1700000000123,"closed_at_ms":1700000000123},)"
            R"({"first_hash_key":"0","last_hash_key":"0","second":1700000002,)"
            R"("opened_at_ms":1700000000123,"closed_at_ms":1700000000123},)"
            R"({"first_hash_key":"0","last_hash_key":"4","parent":1,"second":1700000003,)"
            R"("opened_at_ms":1700000000123}]})");
}

}  // namespace
}  // namespace pinflow::eventlog
