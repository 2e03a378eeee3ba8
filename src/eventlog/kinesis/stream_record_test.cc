#include "eventlog/kinesis/stream_record.h"

#include <gtest/gtest.h>

#include "eventlog/kinesis/aggregate.h"
#include "eventlog/kinesis/scripted_service_for_test.h"

namespace pinflow::eventlog {
namespace {

const UnixMillis kArrived{std::chrono::milliseconds(77)};

// The record as it is read after it was put.
model::Record there_and_back(const model::Record& record) {
  const PutEntry entry = to_put_entry(record, whole_shard());
  EXPECT_FALSE(entry.partition_key.empty());
  auto records =
      records_of({"100", kArrived, entry.partition_key, entry.data}, whole_shard(), {"99"});
  EXPECT_EQ(records.size(), 1u);
  if (records.empty()) return {};
  EXPECT_EQ(take_mark(&records.front()).sequence_number, "100");
  return records.front();
}

TEST(StreamRecord, IsPlainWhereItIsAKeyAndAValue) {
  const PutEntry entry = to_put_entry({"key", "value", {}, {}}, whole_shard());
  EXPECT_EQ(entry.data, "value");
  EXPECT_EQ(entry.partition_key, "key");
  EXPECT_EQ(entry.hash_key, "0");
  EXPECT_EQ(to_put_entry({std::nullopt, "value", {}, {}}, whole_shard()).data, "value");
}

TEST(StreamRecord, KeepsWhatKinesisHasNoPlaceFor) {
  const std::string long_key(257, 'k');
  for (const std::optional<std::string>& key :
       {std::optional<std::string>(), std::optional<std::string>(""),
        std::optional<std::string>("-"), std::optional<std::string>("\xff"),
        std::optional<std::string>(long_key), std::optional<std::string>("key")}) {
    for (const std::optional<std::string>& value :
         {std::optional<std::string>(), std::optional<std::string>(""),
          std::optional<std::string>("v")}) {
      const model::Record back = there_and_back({key, value, {}, {{"a", "1"}, {"b", {}}}});
      EXPECT_EQ(back.key, key);
      EXPECT_EQ(back.value, value);
      EXPECT_EQ(back.timestamp, kArrived);
      ASSERT_EQ(back.headers.size(), 2u);
      EXPECT_EQ(back.headers[0].value, "1");
      EXPECT_EQ(back.headers[1].value, std::nullopt);
      const model::Record bare = there_and_back({key, value, {}, {}});
      EXPECT_EQ(bare.key, key);
      EXPECT_EQ(bare.value, value);
      EXPECT_TRUE(bare.headers.empty());
    }
  }
}

TEST(StreamRecord, IsPassedOverUpToTheMark) {
  const TakenRecord plain{"100", kArrived, "k", "v"};
  EXPECT_EQ(records_of(plain, whole_shard(), {}).size(), 1u);
  EXPECT_EQ(records_of(plain, whole_shard(), {"99"}).size(), 1u);
  EXPECT_EQ(records_of(plain, whole_shard(), {"100"}).size(), 0u);
  EXPECT_EQ(records_of(plain, whole_shard(), {"101"}).size(), 0u);

  const TakenRecord three{"100", kArrived, "k",
                          make_aggregate({{"a", {}, "0"}, {"b", {}, "1"}, {"c", {}, "2"}})};
  auto rest = records_of(three, whole_shard(), {"100", 0});
  ASSERT_EQ(rest.size(), 2u);
  EXPECT_EQ(rest[0].value, "1");
  EXPECT_EQ(take_mark(&rest[1]).text(), "100:2");
  EXPECT_EQ(records_of(three, whole_shard(), {"100", 2}).size(), 0u);
  StreamShard none = whole_shard();
  none.last_hash_key = "0";
  EXPECT_EQ(records_of(three, none, {}).size(), 0u);
}

TEST(StreamRecord, MarkIsReadAsItIsWritten) {
  for (const char* text : {"", "49590338271490256608559692538361571095921575989136588898", "7:3"}) {
    EXPECT_EQ(ShardMark::parse(text).text(), text);
  }
  model::Record foreign{"k", "v", {}, {{"other", "1"}}};
  EXPECT_EQ(take_mark(&foreign).sequence_number, "");
  EXPECT_EQ(foreign.headers.size(), 1u);
}

}  // namespace
}  // namespace pinflow::eventlog
