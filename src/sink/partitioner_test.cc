#include "sink/partitioner.h"

#include <gtest/gtest.h>

namespace pinflow::sink {
namespace {

model::StoredRecord record(std::string value, int64_t time_ms = 0) {
  model::StoredRecord stored;
  stored.record.value = std::move(value);
  stored.record.timestamp = UnixMillis(std::chrono::milliseconds(time_ms));
  return stored;
}

std::string encode(const PartitionRule& rule, const model::StoredRecord& stored) {
  auto folder = encode_partition(rule, {"t", model::Partition{3}}, stored);
  return folder.ok() ? *folder : folder.status().message();
}

TEST(Partitioner, GoesByTheLogsPartition) { EXPECT_EQ(encode({}, record("x")), "partition=3"); }

TEST(Partitioner, GoesByFieldsInTheirOrder) {
  PartitionRule rule;
  rule.kind = PartitionRule::Kind::kFields;
  rule.fields = {"c", "o.n"};
  EXPECT_EQ(encode(rule, record(R"({"o":{"n":7},"c":"art"})")), "c=art/o.n=7");
  EXPECT_EQ(encode(rule, record(R"({"o.n":true,"c":1.5})")), "c=1.5/o.n=true");
  EXPECT_EQ(encode(rule, record(R"({"c":null,"o":1})")), "the value has no field 'c'");
  EXPECT_NE(encode(rule, record("{")).find("JSON"), std::string::npos);
}

TEST(Partitioner, GoesByTheBeginningOfATimesBucket) {
  PartitionRule rule;
  rule.kind = PartitionRule::Kind::kTime;
  rule.path_format = *PathFormat::parse("dd/HH:mm");
  rule.duration = std::chrono::hours(1);
  constexpr int64_t kMinute = 60'000;
  EXPECT_EQ(encode(rule, record("x", 119 * kMinute)), "01/01:00");
  rule.zone = *TimeZone::load("Asia/Kolkata");  // Half an hour off, so buckets are, too.
  EXPECT_EQ(encode(rule, record("x", 89 * kMinute)), "01/06:00");
  EXPECT_EQ(encode(rule, record("x", 90 * kMinute)), "01/07:00");
}

TEST(Partitioner, TakesTheTimeOfAField) {
  TimestampRule rule{"at"};
  EXPECT_EQ(to_int64(*record_time(rule, record(R"({"at":1234})"))), 1234);
  EXPECT_EQ(to_int64(*record_time(rule, record(R"({"at":"1970-01-01T00:00:01Z"})"))), 1000);
  EXPECT_EQ(record_time(rule, record("{}")).status().message(), "the value has no field 'at'");
  EXPECT_EQ(record_time(rule, record(R"({"at":"x"})")).status().message(), "field 'at' is no time");
}

}  // namespace
}  // namespace pinflow::sink
