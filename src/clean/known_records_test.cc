#include "clean/known_records.h"

#include <gtest/gtest.h>

#include "base/crc32c.h"
#include "clean/memory_store.h"

namespace pinflow::clean {
namespace {

std::string key_of(int64_t offset) {
  std::string digits = std::to_string(offset);
  return "topics/t/partition=0/t+0+" + std::string(10 - digits.size(), '0') + digits + ".json";
}

ReadObject read_object(int64_t offset, std::string_view bytes) {
  return {key_of(offset), bytes.size(), "", crc32c(bytes), count_lines(bytes)};
}

KnownRecords known_of(const std::map<int64_t, std::string>& objects) {
  KnownRecords known{ReadObjects()};
  for (const auto& [offset, bytes] : objects) known.add(read_object(offset, bytes));
  return known;
}

// The unknown lines of `bytes` from `offset` on, as "<offset>:<bytes>" each.
std::vector<std::string> unknown(const KnownRecords& known, const MemoryStore& bucket,
                                 int64_t offset, std::string_view bytes) {
  std::string key = key_of(offset);
  PartialRead read = known.unknown_part(bucket, key, *parse_object_name(key), bytes);
  EXPECT_EQ(read.crc, crc32c(bytes));
  EXPECT_EQ(read.record_count, count_lines(bytes));
  std::vector<std::string> parts;
  for (const ObjectPart& part : read.parts) {
    parts.push_back(std::to_string(offset + part.first_line) + ":" +
                    std::string(bytes.substr(part.position, part.size_bytes)));
  }
  return parts;
}

using Parts = std::vector<std::string>;

TEST(KnownRecords, KnowAnObjectThatWasPutTogetherOfReadOnes) {
  KnownRecords known = known_of({{0, "a\n"}, {1, "b\nc\n"}, {3, "d\n"}});
  EXPECT_EQ(unknown(known, {}, 0, "a\nb\nc\nd\n"), Parts());
  EXPECT_EQ(unknown(known, {}, 1, "b\nc\nd\n"), Parts());
  EXPECT_EQ(unknown(known, {}, 0, "a\nb\nc\nd\ne\nf\n"), Parts{"4:e\nf\n"});
}

TEST(KnownRecords, FindLinesBetweenThoseThatWereRead) {
  KnownRecords known = known_of({{1, "b\n"}, {4, "e\n"}});
  EXPECT_EQ(unknown(known, {}, 0, "a\nb\nc\nd\ne\nf"), (Parts{"0:a\n", "2:c\nd\n", "5:f"}));
}

TEST(KnownRecords, KnowWhatLiesInALongerObjectByItsBytes) {
  MemoryStore bucket;
  bucket.objects[key_of(0)] = "a\nb\nc\n";
  KnownRecords known = known_of({{0, "a\nb\nc\n"}});
  EXPECT_EQ(unknown(known, bucket, 1, "b\n"), Parts());
  EXPECT_EQ(unknown(known, bucket, 2, "c\nd\n"), Parts{"3:d\n"});
  EXPECT_EQ(unknown(known, bucket, 1, "x\n"), Parts{"1:x\n"});
  bucket.objects.clear();  // Nobody can tell any more.
  EXPECT_EQ(unknown(known, bucket, 1, "b\n"), Parts{"1:b\n"});
}

TEST(KnownRecords, NeverTakeOtherBytesOfAnOffsetForKnown) {
  KnownRecords known = known_of({{0, "a\n"}, {1, "b\n"}});
  EXPECT_EQ(unknown(known, {}, 0, "a\nB\n"), Parts{"1:B\n"});
  EXPECT_EQ(unknown(known, {}, 0, "A\nB\n"), Parts{"0:A\nB\n"});
}

TEST(KnownRecords, SayWhichObjectsMayHoldThem) {
  KnownRecords known = known_of({{10, "a\nb\nc\n"}});
  auto overlaps = [&](int64_t offset, int64_t count) {
    std::string key = key_of(offset);
    return known.overlaps(key, *parse_object_name(key), count);
  };
  EXPECT_FALSE(overlaps(9, 1));
  EXPECT_TRUE(overlaps(9, 2));
  EXPECT_TRUE(overlaps(12, 5));
  EXPECT_FALSE(overlaps(13, 5));
  std::string elsewhere = "topics/t/partition=1/t+1+0000000010.json";
  EXPECT_FALSE(known.overlaps(elsewhere, *parse_object_name(elsewhere), 1));
}

TEST(KnownRecords, FindAnObjectInTheOneThatTookItUp) {
  MemoryStore bucket;
  bucket.objects[key_of(0)] = "a\nb\nc\n";
  bucket.objects[key_of(9)] = "j\n";
  ReadObject planned = read_object(1, "b\n");
  auto moved = find_moved(bucket, planned, *parse_object_name(planned.key));
  ASSERT_TRUE(moved.ok()) << moved.status().message();
  EXPECT_EQ(moved->info.key, key_of(0));
  EXPECT_EQ(moved->name.first_offset, model::Offset{1});
  EXPECT_EQ(moved->partial->parts, (std::vector<ObjectPart>{{0, 2, 2}}));
  ReadObject other = read_object(1, "B\n");
  EXPECT_EQ(find_moved(bucket, other, *parse_object_name(other.key)).status().code(),
            Code::kNotFound);
}

}  // namespace
}  // namespace pinflow::clean
