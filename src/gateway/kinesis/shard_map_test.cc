#include "gateway/kinesis/shard_map.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pinflow::gateway::kinesis {
namespace {

const UnixMillis kNow{std::chrono::milliseconds(1'700'000'000'000)};

// Whether the open shards share out all hash keys without gaps; and how many they are.
int32_t check_open(const ShardMap& shards) {
  std::vector<const Shard*> open;
  for (const Shard& shard : shards.all()) {
    if (shard.is_open()) open.push_back(&shard);
  }
  std::sort(open.begin(), open.end(),
            [](const Shard* a, const Shard* b) { return a->first_hash_key < b->first_hash_key; });
  EXPECT_EQ(open.front()->first_hash_key, WideNumber());
  EXPECT_EQ(open.back()->last_hash_key, kHashKeyMax);
  for (size_t i = 1; i < open.size(); ++i) {
    EXPECT_EQ(open[i - 1]->last_hash_key + 1, open[i]->first_hash_key);
  }
  return static_cast<int32_t>(open.size());
}

TEST(ShardMap, SharesOutAllHashKeysEvenly) {
  for (int32_t count : {1, 2, 3, 7, 500}) {
    EXPECT_EQ(check_open(ShardMap::even(count, kNow)), count);
  }
  EXPECT_EQ(ShardMap::even(3, kNow).find(1)->first_hash_key.decimal(),
            "113427455640312821154458202477256070485");
}

TEST(ShardMap, GivesChildrenALaterSecondThanTheirParents) {
  ShardMap shards = ShardMap::even(1, kNow);
  shards.split(0, WideNumber(100), kNow);
  shards.merge(1, 2, kNow);
  EXPECT_EQ(shards.find(1)->second, shards.find(0)->second + 1);
  EXPECT_EQ(shards.find(3)->second, shards.find(0)->second + 2);
  EXPECT_EQ(shards.children_of(2), std::vector<int32_t>{3});
  EXPECT_EQ(shards.find(3)->parent, 1);
  EXPECT_EQ(shards.find(3)->adjacent_parent, 2);
}

TEST(ShardMap, RescalesFromAnyCountToAnyOther) {
  for (int32_t from = 1; from <= 6; ++from) {
    for (int32_t to = 1; to <= 6; ++to) {
      ShardMap shards = ShardMap::even(from, kNow);
      shards.rescale(to, kNow);
      EXPECT_EQ(check_open(shards), to) << from << " to " << to;
      const WideNumber start = ShardMap::even(to, kNow).all().back().first_hash_key;
      EXPECT_EQ(shards.open_shard_of(start).first_hash_key, start);
    }
  }
}

TEST(ShardMap, HashesKeysAsTheServiceDoes) {
  EXPECT_EQ(hash_key_of("a").decimal(), "16955237001963240173058271559858726497");
}

TEST(ShardMap, ReadsShardIds) {
  EXPECT_EQ(parse_shard_id("shardId-000000000042"), 42);
  EXPECT_EQ(parse_shard_id("42"), 42);
  for (const char* text : {"", "shardId-", "shardId--1", "x", "99999999999"}) {
    EXPECT_FALSE(parse_shard_id(text)) << text;
  }
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
