#include "eventlog/local/segment_index.h"

#include <gtest/gtest.h>

namespace pinflow::eventlog {
namespace {

constexpr uint64_t kBatchBytes = 40u << 10;

UnixMillis at_millis(int64_t millis) { return UnixMillis(std::chrono::milliseconds(millis)); }

// Ten batches of ten records from offset 100 on; batch n ends at time 1000 + n, but the fourth
// brings a time far ahead.
SegmentIndex ten_batches() {
  SegmentIndex index(Offset{100});
  for (int n = 0; n < 10; ++n) {
    index.add({.base_offset = Offset{100 + 10 * n},
               .size_bytes = kBatchBytes,
               .record_count = 10,
               .max_timestamp = at_millis(n == 3 ? 5000 : 1000 + n)});
  }
  return index;
}

TEST(SegmentIndex, KnowsAPlaceAtOrBeforeEachOffset) {
  SegmentIndex index = ten_batches();
  EXPECT_EQ(index.end_offset(), Offset{200});
  EXPECT_EQ(index.size_bytes(), 10 * kBatchBytes);
  for (int64_t offset = 100; offset < 200; ++offset) {
    auto place = index.place_of(Offset{offset});
    EXPECT_LE(place.offset, Offset{offset});
    EXPECT_GE(place.offset, Offset{offset - 20});
    EXPECT_EQ(place.position, static_cast<uint64_t>(place.offset - Offset{100}) / 10 * kBatchBytes);
  }
}

TEST(SegmentIndex, NeverSkipsARecordOfTheWantedTime) {
  SegmentIndex index = ten_batches();
  EXPECT_EQ(index.place_before(at_millis(0)).position, 0u);
  EXPECT_EQ(index.place_before(at_millis(1002)).offset, Offset{120});
  EXPECT_EQ(index.place_before(at_millis(5000)).offset, Offset{120});
  EXPECT_EQ(index.place_before(at_millis(5001)).offset, Offset{180});
  EXPECT_EQ(index.max_timestamp(), at_millis(5000));
}

TEST(SegmentIndex, ReadsBackWhatItWrote) {
  SegmentIndex index = ten_batches();
  auto again = SegmentIndex::decode(index.encode(), Offset{100}, 10 * kBatchBytes);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->encode(), index.encode());
  EXPECT_EQ(again->place_of(Offset{155}).position, index.place_of(Offset{155}).position);
}

TEST(SegmentIndex, RefusesDamageAndOtherSegments) {
  const std::string bytes = ten_batches().encode();
  for (size_t index = 0; index < bytes.size(); ++index) {
    std::string damaged = bytes;
    damaged[index] = static_cast<char>(damaged[index] ^ 1);
    EXPECT_FALSE(SegmentIndex::decode(damaged, Offset{100}, 10 * kBatchBytes)) << index;
    EXPECT_FALSE(SegmentIndex::decode(bytes.substr(0, index), Offset{100}, 10 * kBatchBytes));
  }
  EXPECT_FALSE(SegmentIndex::decode(bytes, Offset{101}, 10 * kBatchBytes));
  EXPECT_FALSE(SegmentIndex::decode(bytes, Offset{100}, 10 * kBatchBytes + 1));
}

}  // namespace
}  // namespace pinflow::eventlog
