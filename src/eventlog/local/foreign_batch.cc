#include "eventlog/local/foreign_batch.h"

#include <algorithm>

#include "eventlog/local/batch_records.h"

namespace pinflow::eventlog {
namespace {

constexpr size_t kFormatAt = 16;
constexpr int16_t kLogTimeBit = 8;
constexpr int16_t kTransactionalBit = 16;
constexpr int16_t kControlBit = 32;

Status refused(std::string_view name, std::string_view why) {
  return Status(Code::kInvalidArgument, "record batch: " + std::string(why)).named(name);
}

Status check_kind(const BatchHeader& header) {
  if ((header.attributes & kControlBit) != 0) {
    return refused(batch_error::kInvalidRecord, "only a broker writes control batches");
  }
  if ((header.attributes & kTransactionalBit) != 0) {
    return refused(batch_error::kTransaction, "transactions are not supported");
  }
  if ((header.attributes & kLogTimeBit) != 0) {
    return refused(batch_error::kInvalidRecord, "a producer cannot give the log's time");
  }
  if (header.producer != kNoProducer && (header.producer_epoch < 0 || header.base_sequence < 0)) {
    return refused(batch_error::kInvalidRecord, "a producer without epoch or sequence");
  }
  return Status();
}

}  // namespace

Status check_foreign_batch(uint64_t record_bytes_max, std::string* batch) {
  if (batch->size() > kFormatAt && (*batch)[kFormatAt] >= 0 && (*batch)[kFormatAt] < 2) {
    return refused(batch_error::kOldFormat, "of a format before Kafka 0.11");
  }
  Result<BatchHeader> header = parse_batch_header(*batch);
  Status whole = header.ok() ? check_batch(*batch, *header) : header.status();
  if (!whole.ok()) {
    return Status(Code::kInvalidArgument, whole.message()).named(batch_error::kCorrupt);
  }
  if (batch->size() > record_bytes_max + kBatchOverheadBytes) {
    return refused(batch_error::kTooLarge, "over the topic's max.message.bytes");
  }
  TRY(check_kind(*header));
  UnixMillis max_timestamp = UnixMillis::min();
  bool is_too_large = false;
  Status walked = each_record(*batch, *header, [&](int32_t, const RecordView& record) {
    max_timestamp = std::max(max_timestamp, record.timestamp);
    is_too_large |=
        record.key.value_or("").size() + record.value.value_or("").size() > record_bytes_max;
    return true;
  });
  if (!walked.ok()) {
    return Status(Code::kInvalidArgument, walked.message())
        .named(walked.name().empty() ? batch_error::kInvalidRecord : walked.name());
  }
  if (is_too_large) return refused(batch_error::kTooLarge, "a record is over the topic's limit");
  if (max_timestamp != header->max_timestamp) set_max_timestamp(max_timestamp, batch);
  return Status();
}

}  // namespace pinflow::eventlog
