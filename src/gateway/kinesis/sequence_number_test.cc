#include "gateway/kinesis/sequence_number.h"

#include <gtest/gtest.h>

namespace pinflow::gateway::kinesis {
namespace {

constexpr int64_t kSecond = 1'700'000'000;

std::string number(int64_t shard_second, int32_t shard, int64_t offset, int64_t second) {
  return SequenceNumber::of_record(shard_second, shard, model::Offset{offset}, second).text();
}

TEST(SequenceNumber, GrowsWithTheOffsetAndFromShardToChild) {
  std::string first = SequenceNumber::start_of(kSecond, 3).text();
  EXPECT_EQ(first.size(), 56u);
  EXPECT_LT(first, number(kSecond, 3, 0, kSecond));
  EXPECT_LT(number(kSecond, 3, 0, kSecond + 50), number(kSecond, 3, 1, kSecond));
  std::string end = SequenceNumber::end_of(kSecond, 3, kSecond).text();
  EXPECT_LT(number(kSecond, 3, int64_t{1} << 50, kSecond + 50), end);
  EXPECT_LT(end, SequenceNumber::start_of(kSecond + 1, 0).text());
}

TEST(SequenceNumber, IsReadBackWhole) {
  for (int32_t shard : {0, 17, 2'000'000'000}) {
    auto parsed = parse_sequence_number(number(kSecond, shard, 123'456'789'012, kSecond + 7));
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->version, 2);
    EXPECT_EQ(parsed->shard_second, kSecond);
    EXPECT_EQ(parsed->shard_index, shard);
    EXPECT_EQ(parsed->position, 123'456'789'013);
    EXPECT_EQ(parsed->record_second, kSecond + 7);
  }
}

// A number that the service itself gave, with the parts that clients read from it.
TEST(SequenceNumber, ReadsTheServicesOwn) {
  auto parsed = parse_sequence_number("49537279973004700513262647557344055618854783392326");
  EXPECT_TRUE(!parsed || parsed->version != 2);
  parsed = parse_sequence_number("49590338271490256608559692538361571095921575989136588898");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->version, 2);
  EXPECT_EQ(parsed->shard_index, 6);
}

TEST(SequenceNumber, RefusesOtherNumbers) {
  for (const char* text : {"", "x", "99999999999999999999999999999999999999999999999999999999",
                           "999999999999999999999999999999999999999999999999999999999999999999"}) {
    EXPECT_FALSE(parse_sequence_number(text)) << text;
  }
  EXPECT_EQ(parse_sequence_number("0")->version, 0);
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
