#include "eventlog/kinesis/aggregate.h"

#include <gtest/gtest.h>

#include "http/md5.h"

namespace pinflow::eventlog {
namespace {

std::string with_digest(const std::string& message) {
  const http::Md5 digest = http::md5(message);
  return "\xF3\x89\x9A\xC2" + message + std::string(digest.begin(), digest.end());
}

// As the Kinesis Producer Library packs two records of one key: the key is in its table once.
const std::string kTwoOfOneKey =
    with_digest(std::string("\x0a\x03"
                            "key"
                            "\x1a\x05\x08\x00\x1a\x01"
                            "a"
                            "\x1a\x06\x08\x00\x1a\x02"
                            "bc",
                            20));

TEST(Aggregate, GivesTheRecordsThatTheProducerLibraryPacked) {
  const auto records = read_aggregate(kTwoOfOneKey);
  ASSERT_TRUE(records);
  ASSERT_EQ(records->size(), 2u);
  EXPECT_EQ((*records)[0].key, "key");
  EXPECT_EQ((*records)[0].data, "a");
  EXPECT_EQ((*records)[1].key, "key");
  EXPECT_EQ((*records)[1].data, "bc");
  EXPECT_FALSE((*records)[0].hash_key);
}

TEST(Aggregate, ComesBackAsItWasMade) {
  const std::string long_text(300, 'x');
  const auto records = read_aggregate(make_aggregate(
      {{"k", "17", "first", {{"trace", "1"}, {"empty", std::nullopt}}}, {"", {}, long_text}}));
  ASSERT_TRUE(records);
  ASSERT_EQ(records->size(), 2u);
  EXPECT_EQ((*records)[0].hash_key, "17");
  ASSERT_EQ((*records)[0].tags.size(), 2u);
  EXPECT_EQ((*records)[0].tags[0].value, "1");
  EXPECT_EQ((*records)[0].tags[1].value, std::nullopt);
  EXPECT_EQ((*records)[1].key, "");
  EXPECT_EQ((*records)[1].data, long_text);
}

TEST(Aggregate, IsNoneWhereAnyByteDiffersOrIsMissing) {
  for (size_t i = 0; i < kTwoOfOneKey.size(); ++i) {
    std::string other = kTwoOfOneKey;
    other[i] = static_cast<char>(other[i] ^ 1);
    EXPECT_FALSE(read_aggregate(other)) << i;
    EXPECT_FALSE(read_aggregate(kTwoOfOneKey.substr(0, i))) << i;
  }
  EXPECT_FALSE(read_aggregate(""));
}

// Whoever can put a record can make its digest fit.
TEST(Aggregate, IsNoneWhereItsMessageIsNoMessage) {
  const std::string message = kTwoOfOneKey.substr(4, 20);
  for (size_t i = 1; i < message.size(); ++i) {
    const auto records = read_aggregate(with_digest(message.substr(0, i)));
    EXPECT_TRUE(!records || records->size() < 2) << i;
  }
  EXPECT_FALSE(read_aggregate(with_digest("\x1a\x02\x08\x05")));  // A key that is not in the table.
}

TEST(Aggregate, TellsWhichShardARecordIsOf) {
  const std::string last = "340282366920938463463374607431768211455";
  const std::string half = "170141183460469231731687303715884105728";
  // The MD5 of "a" begins with 0x0c, that of "b" with 0x92.
  EXPECT_TRUE(lies_within({"a", {}, ""}, "0", half));
  EXPECT_FALSE(lies_within({"b", {}, ""}, "0", half));
  EXPECT_TRUE(lies_within({"b", {}, ""}, half, last));
  EXPECT_TRUE(lies_within({"b", "5", ""}, "0", half));
}

}  // namespace
}  // namespace pinflow::eventlog
