// Names of shards and the order of sequence numbers.
#include "eventlog/kinesis/shard_id.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace pinflow::eventlog {
namespace {

TEST(ShardId, IsWrittenWithTwelveDigitsAndReadBack) {
  EXPECT_EQ(shard_id(42), "shardId-000000000042");
  EXPECT_EQ(shard_id(0), "shardId-000000000000");
  EXPECT_EQ(shard_index("shardId-000000000042"), 42);
  EXPECT_EQ(shard_index(shard_id(INT32_MAX)), INT32_MAX);
}

TEST(ShardId, IsNothingOfAnotherForm) {
  for (const char* text :
       {"", "42", "shardId-", "shardId--1", "shardId-1x", "shardId-99999999999"}) {
    EXPECT_EQ(shard_index(text), std::nullopt) << text;
  }
}

TEST(SequenceNumbers, AreOrderedAsNumbersOfAnyLength) {
  EXPECT_TRUE(is_later("100", "99"));
  EXPECT_FALSE(is_later("99", "100"));
  EXPECT_FALSE(is_later("0099", "99"));
  EXPECT_TRUE(is_later("49590338271490256608559692538361571095921575989136588898",
                       "49590338271490256608559692538361571095921575989136588897"));
  EXPECT_TRUE(is_later("1", ""));
  EXPECT_FALSE(is_later("0", ""));
  EXPECT_FALSE(is_later("", ""));
}

}  // namespace
}  // namespace pinflow::eventlog
