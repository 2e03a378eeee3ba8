// Kafka's record batch, format v2 ("magic 2"): how records lie on disk and travel to Kafka
// clients; its header, and making one. batch_records.h reads what is in it. Big-endian:
//
//   batch  := base_offset: i64, bytes_after_this: i32, commit_index: i32, magic: i8 (2),
//             crc32c (of all that follows): u32, attributes: i16, last_offset_delta: i32,
//             base_timestamp: i64, max_timestamp: i64, producer_id: i64 (-1),
//             producer_epoch: i16 (-1), base_sequence: i32 (-1), record_count: i32, record*
//   record := bytes_after_this, attributes: i8 (0), timestamp_delta, offset_delta, sized key,
//             sized value, header_count, (sized name, sized value)*
//
// Numbers of a record without a type are zigzag varints; a sized thing is its length, or -1 for
// null, and its bytes. The base offset is outside the checksum, so that a batch encoded by anyone
// can be given its place without being encoded anew. So is the commit index, which Kafka has for
// the leader's epoch: how many batches the same write brought before this one. Clients see 0.
// Attributes: 0-2 the compression, 3 times given by the log, 4 transactional, 5 control.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "eventlog/batch_log.h"

namespace pinflow::eventlog {

inline constexpr size_t kBatchHeaderBytes = 61;

struct BatchHeader {
  Offset base_offset{};
  uint64_t size_bytes = 0;  // Of the whole batch.
  int32_t commit_index = 0;
  uint32_t crc = 0;
  int16_t attributes = 0;
  int32_t record_count = 0;
  UnixMillis base_timestamp{};
  UnixMillis max_timestamp{};
  ProducerId producer = kNoProducer;
  int16_t producer_epoch = -1;
  int32_t base_sequence = -1;  // Of the first record; the others follow.
};

// Key and value together, what kRecordBytesMax and ReadLimits count.
uint64_t payload_bytes(const Record& record);

inline Offset end_of(const BatchHeader& batch) { return batch.base_offset + batch.record_count; }

// Builds one batch. Records take the offsets from 0 on; set_base_offset() moves them.
class BatchBuilder {
 public:
  explicit BatchBuilder(size_t expected_bytes = 0) { bytes_.reserve(expected_bytes); }

  void add(const Record& record);
  bool is_empty() const { return record_count_ == 0; }
  size_t size_bytes() const { return bytes_.size(); }
  // The whole batch; the builder is then empty again. Needs at least one record.
  std::string take();

 private:
  std::string bytes_;
  int32_t record_count_ = 0;
  int64_t base_timestamp_ = 0;
  int64_t max_timestamp_ = 0;
};

void set_base_offset(Offset base_offset, std::string* batch);
void set_commit_index(int32_t index, char* batch);
// Also makes the checksum anew.
void set_max_timestamp(UnixMillis time, std::string* batch);

// Reads the header at the front of `bytes`, which may hold more or less than the batch. Checks
// what a header alone can tell: enough for it, magic, sizes, a record for each offset.
// Errors: kCorruption.
Result<BatchHeader> parse_batch_header(std::string_view bytes);

// Errors: kCorruption when the checksum of the whole batch is another.
Status check_batch(std::string_view batch, const BatchHeader& header);

}  // namespace pinflow::eventlog
