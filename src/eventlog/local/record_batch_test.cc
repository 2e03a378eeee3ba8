// Pins the bytes on disk: a change here breaks every log already written.
#include "eventlog/local/record_batch.h"

#include <gtest/gtest.h>

#include <limits>

#include "eventlog/local/batch_records.h"
#include "eventlog/wire.h"

namespace pinflow::eventlog {
namespace {

UnixMillis at(int64_t millis) { return UnixMillis(std::chrono::milliseconds(millis)); }

std::vector<Record> sample() {
  return {{"k1", "value one", at(1'700'000'000'000), {}},
          {std::nullopt, "", at(1'700'000'000'250), {{"h", "x"}, {"null", std::nullopt}}},
          {"k3", std::nullopt, at(1'699'999'999'000), {}}};
}

std::string encode(const std::vector<Record>& records) {
  BatchBuilder builder;
  for (const Record& record : records) builder.add(record);
  return builder.take();
}

std::string to_hex(std::string_view bytes) {
  std::string hex;
  for (unsigned char byte : bytes) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

Result<std::vector<StoredRecord>> decode(std::string_view batch, Offset begin = {},
                                         ReadLimits limits = {}) {
  TRY_ASSIGN(BatchHeader header, parse_batch_header(batch));
  TRY(check_batch(batch, header));
  std::vector<StoredRecord> records;
  TRY(decode_records(batch, header, begin, &limits, &records));
  return records;
}

// Written by kafka-python 3.0.12's DefaultRecordBatchBuilder from the same records.
TEST(RecordBatch, IsByteForByteWhatKafkaClientsWrite) {
  EXPECT_EQ(to_hex(encode(sample())),
            "00000000000000000000005f00000000020d83eae30000000000020000018bcfe568000000018bcfe568fa"
            "ffffffffffffffffffffffffffff0000000322000000046b311276616c7565206f6e65002200f403020100"
            "0402680278086e756c6c011200cf0f04046b330100");
}

TEST(RecordBatch, ReadsBackWhatWasPut) {
  std::string batch = encode(sample());
  set_base_offset(Offset{40}, &batch);
  auto records = decode(batch);
  ASSERT_TRUE(records.ok()) << records.status().message();
  ASSERT_EQ(records->size(), 3u);
  const std::vector<Record> expected = sample();
  for (size_t index = 0; index < expected.size(); ++index) {
    const StoredRecord& stored = (*records)[index];
    EXPECT_EQ(stored.offset, Offset{40} + static_cast<int64_t>(index));
    EXPECT_EQ(stored.record.key, expected[index].key);
    EXPECT_EQ(stored.record.value, expected[index].value);
    EXPECT_EQ(stored.record.timestamp, expected[index].timestamp);
    ASSERT_EQ(stored.record.headers.size(), expected[index].headers.size());
    for (size_t header = 0; header < expected[index].headers.size(); ++header) {
      EXPECT_EQ(stored.record.headers[header].name, expected[index].headers[header].name);
      EXPECT_EQ(stored.record.headers[header].value, expected[index].headers[header].value);
    }
  }
  EXPECT_EQ(parse_batch_header(batch)->max_timestamp, at(1'700'000'000'250));
  EXPECT_EQ(end_of(*parse_batch_header(batch)), Offset{43});
}

TEST(RecordBatch, KeepsTheMostDistantTimes) {
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  auto records = decode(encode({{"a", "", at(kMost), {}}, {"b", "", at(kLeast), {}}}));
  ASSERT_TRUE(records.ok());
  EXPECT_EQ((*records)[0].record.timestamp, at(kMost));
  EXPECT_EQ((*records)[1].record.timestamp, at(kLeast));
}

TEST(RecordBatch, StopsAtTheLimitsButGivesAtLeastOneRecord) {
  std::string batch = encode({{"", "0123456789", {}, {}}, {"", "0123456789", {}, {}}});
  EXPECT_EQ(decode(batch, {}, {.count_max = 1})->size(), 1u);
  EXPECT_EQ(decode(batch, {}, {.bytes_max = 19})->size(), 1u);
  EXPECT_EQ(decode(batch, {}, {.bytes_max = 1})->size(), 1u);
  EXPECT_EQ(decode(batch, {}, {.bytes_max = 20})->size(), 2u);
  EXPECT_EQ(decode(batch, Offset{1})->front().offset, Offset{1});
}

TEST(RecordBatch, NeverPassesAFlippedBit) {
  const std::string batch = encode(sample());
  // The base offset and the commit index lie outside the checksum.
  for (size_t bit = 8 * 8; bit < batch.size() * 8; ++bit) {
    if (bit / 8 >= 12 && bit / 8 < 16) continue;
    std::string flipped = batch;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_EQ(decode(flipped).status().code(), Code::kCorruption) << "bit " << bit;
  }
}

TEST(RecordBatch, NeverPassesWhatIsCutShort) {
  const std::string batch = encode(sample());
  for (size_t size = 0; size < batch.size(); ++size) {
    EXPECT_EQ(decode(batch.substr(0, size)).status().code(), Code::kCorruption) << size;
  }
}

TEST(RecordBatch, TakesItsPlaceWithoutBeingEncodedAnew) {
  std::string batch = encode(sample());
  set_base_offset(Offset{40}, &batch);
  set_commit_index(3, batch.data());
  auto header = parse_batch_header(batch);
  EXPECT_EQ(header->base_offset, Offset{40});
  EXPECT_EQ(header->commit_index, 3);
  EXPECT_EQ(header->producer, kNoProducer);
  EXPECT_TRUE(check_batch(batch, *header).ok());
  set_max_timestamp(at(5), &batch);
  header = parse_batch_header(batch);
  EXPECT_EQ(header->max_timestamp, at(5));
  EXPECT_TRUE(check_batch(batch, *header).ok());
}

}  // namespace
}  // namespace pinflow::eventlog
