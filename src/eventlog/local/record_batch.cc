#include "eventlog/local/record_batch.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/crc32c.h"
#include "eventlog/wire.h"

namespace pinflow::eventlog {
namespace {

// Where the header's fields lie.
constexpr size_t kSizeAt = 8;
constexpr size_t kAfterSize = 12;
constexpr size_t kCommitIndexAt = 12;
constexpr size_t kMagicAt = 16;
constexpr size_t kCrcAt = 17;
constexpr size_t kAttributesAt = 21;
constexpr size_t kLastOffsetDeltaAt = 23;
constexpr size_t kBaseTimestampAt = 27;
constexpr size_t kMaxTimestampAt = 35;
constexpr size_t kProducerIdAt = 43;
constexpr size_t kProducerEpochAt = 51;
constexpr size_t kBaseSequenceAt = 53;
constexpr size_t kRecordCountAt = 57;

constexpr int8_t kMagic = 2;

Status damaged(std::string_view what) {
  return Status(Code::kCorruption, "record batch: " + std::string(what));
}

size_t sized_bytes(const std::optional<std::string>& text) {
  return text ? varint_bytes(static_cast<int64_t>(text->size())) + text->size() : varint_bytes(-1);
}

void put_sized(const std::optional<std::string>& text, std::string* out) {
  put_varint(text ? static_cast<int64_t>(text->size()) : -1, out);
  if (text) out->append(*text);
}

// The difference of two times may not fit into 64 bits: it wraps, and wraps back when read.
int64_t wrapping_subtract(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) - static_cast<uint64_t>(b));
}

UnixMillis to_time(int64_t millis) { return UnixMillis(std::chrono::milliseconds(millis)); }

}  // namespace

uint64_t payload_bytes(const Record& record) {
  return (record.key ? record.key->size() : 0) + (record.value ? record.value->size() : 0);
}

void BatchBuilder::add(const Record& record) {
  int64_t timestamp = to_int64(record.timestamp);
  if (is_empty()) {
    bytes_.assign(kBatchHeaderBytes, '\0');
    base_timestamp_ = max_timestamp_ = timestamp;
  }
  max_timestamp_ = std::max(max_timestamp_, timestamp);
  int64_t delta = wrapping_subtract(timestamp, base_timestamp_);
  auto header_count = static_cast<int64_t>(record.headers.size());
  size_t body_bytes = 1 + varint_bytes(delta) + varint_bytes(record_count_) +
                      sized_bytes(record.key) + sized_bytes(record.value) +
                      varint_bytes(header_count);
  for (const model::Header& header : record.headers) {
    body_bytes += sized_bytes(header.name) + sized_bytes(header.value);
  }
  put_varint(static_cast<int64_t>(body_bytes), &bytes_);
  bytes_.push_back('\0');
  put_varint(delta, &bytes_);
  put_varint(record_count_, &bytes_);
  put_sized(record.key, &bytes_);
  put_sized(record.value, &bytes_);
  put_varint(header_count, &bytes_);
  for (const model::Header& header : record.headers) {
    put_sized(header.name, &bytes_);
    put_sized(header.value, &bytes_);
  }
  ++record_count_;
}

std::string BatchBuilder::take() {
  check(!is_empty());
  char* header = bytes_.data();
  store<int32_t>(static_cast<int32_t>(bytes_.size() - kAfterSize), header + kSizeAt);
  store<int8_t>(kMagic, header + kMagicAt);
  store<int32_t>(record_count_ - 1, header + kLastOffsetDeltaAt);
  store<int64_t>(base_timestamp_, header + kBaseTimestampAt);
  store<int64_t>(max_timestamp_, header + kMaxTimestampAt);
  store<int64_t>(-1, header + kProducerIdAt);
  store<int16_t>(-1, header + kProducerEpochAt);
  store<int32_t>(-1, header + kBaseSequenceAt);
  store<int32_t>(record_count_, header + kRecordCountAt);
  store<uint32_t>(crc32c(std::string_view(bytes_).substr(kAttributesAt)), header + kCrcAt);
  record_count_ = 0;
  return std::exchange(bytes_, {});
}

void set_base_offset(Offset base_offset, std::string* batch) {
  check(batch->size() >= kBatchHeaderBytes);
  store<int64_t>(to_int64(base_offset), batch->data());
}

void set_commit_index(int32_t index, char* batch) { store<int32_t>(index, batch + kCommitIndexAt); }

void set_max_timestamp(UnixMillis time, std::string* batch) {
  check(batch->size() >= kBatchHeaderBytes);
  store<int64_t>(to_int64(time), batch->data() + kMaxTimestampAt);
  store<uint32_t>(crc32c(std::string_view(*batch).substr(kAttributesAt)), batch->data() + kCrcAt);
}

Result<BatchHeader> parse_batch_header(std::string_view bytes) {
  if (bytes.size() < kBatchHeaderBytes) return damaged("cut short");
  const char* at = bytes.data();
  if (load<int8_t>(at + kMagicAt) != kMagic) return damaged("not of format 2");
  auto bytes_after_size = load<int32_t>(at + kSizeAt);
  if (bytes_after_size < static_cast<int32_t>(kBatchHeaderBytes - kAfterSize)) {
    return damaged("size too small");
  }
  BatchHeader header;
  header.base_offset = Offset{load<int64_t>(at)};
  header.size_bytes = static_cast<uint64_t>(bytes_after_size) + kAfterSize;
  header.commit_index = load<int32_t>(at + kCommitIndexAt);
  header.crc = load<uint32_t>(at + kCrcAt);
  header.attributes = load<int16_t>(at + kAttributesAt);
  header.record_count = load<int32_t>(at + kRecordCountAt);
  header.base_timestamp = to_time(load<int64_t>(at + kBaseTimestampAt));
  header.max_timestamp = to_time(load<int64_t>(at + kMaxTimestampAt));
  header.producer = ProducerId{load<int64_t>(at + kProducerIdAt)};
  header.producer_epoch = load<int16_t>(at + kProducerEpochAt);
  header.base_sequence = load<int32_t>(at + kBaseSequenceAt);
  constexpr int64_t kOffsetMax = std::numeric_limits<int64_t>::max() - INT32_MAX;
  if (to_int64(header.base_offset) < 0 || to_int64(header.base_offset) > kOffsetMax) {
    return damaged("impossible offset");
  }
  if (header.record_count < 1 ||
      load<int32_t>(at + kLastOffsetDeltaAt) != header.record_count - 1) {
    return damaged("not one record for each offset");
  }
  return header;
}

Status check_batch(std::string_view batch, const BatchHeader& header) {
  if (batch.size() != header.size_bytes) return damaged("cut short");
  if (crc32c(batch.substr(kAttributesAt)) != header.crc) return damaged("wrong checksum");
  return Status();
}

}  // namespace pinflow::eventlog
