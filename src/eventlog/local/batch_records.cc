#include "eventlog/local/batch_records.h"

#include <algorithm>

#include "eventlog/local/batch_compression.h"
#include "eventlog/wire.h"

namespace pinflow::eventlog {
namespace {

Status malformed(std::string_view what) {
  return Status(Code::kCorruption, "record batch: " + std::string(what));
}

std::optional<std::string> to_text(std::optional<std::string_view> bytes) {
  if (!bytes) return std::nullopt;
  return std::string(*bytes);
}

// The difference of two times may not fit into 64 bits: it wrapped when it was written.
UnixMillis time_after(UnixMillis base, int64_t delta) {
  auto sum = static_cast<uint64_t>(to_int64(base)) + static_cast<uint64_t>(delta);
  return UnixMillis(std::chrono::milliseconds(static_cast<int64_t>(sum)));
}

// Takes headers off the front of `bytes`, and adds them to `headers` unless that is null.
bool take_headers(std::string_view* bytes, std::vector<model::Header>* headers) {
  auto count = take_varint(bytes);
  if (!count || *count < 0 || *count > static_cast<int64_t>(bytes->size())) return false;
  if (headers != nullptr) headers->reserve(static_cast<size_t>(*count));
  for (int64_t index = 0; index < *count; ++index) {
    auto name = take_sized(bytes);
    if (!name || !*name) return false;
    auto value = take_sized(bytes);
    if (!value) return false;
    if (headers != nullptr) headers->push_back({std::string(**name), to_text(*value)});
  }
  return true;
}

// What follows a record's length.
bool view_record(std::string_view body, const BatchHeader& header, int32_t index,
                 RecordView* record) {
  if (body.empty()) return false;
  body.remove_prefix(1);  // Attributes: none are defined.
  auto timestamp_delta = take_varint(&body);
  auto offset_delta = take_varint(&body);
  if (!timestamp_delta || !offset_delta || *offset_delta != index) return false;
  auto key = take_sized(&body);
  if (!key) return false;
  auto value = take_sized(&body);
  if (!value) return false;
  record->timestamp = time_after(header.base_timestamp, *timestamp_delta);
  record->key = *key;
  record->value = *value;
  record->headers = body;
  return take_headers(&body, nullptr) && body.empty();
}

Record decode(const RecordView& view) {
  Record record{to_text(view.key), to_text(view.value), view.timestamp, {}};
  std::string_view headers = view.headers;
  check(take_headers(&headers, &record.headers));
  return record;
}

uint64_t key_and_value_bytes(const RecordView& record) {
  return record.key.value_or("").size() + record.value.value_or("").size();
}

}  // namespace

Status each_record(std::string_view batch, const BatchHeader& header,
                   const std::function<bool(int32_t index, const RecordView& record)>& visit) {
  std::string_view left = batch.substr(kBatchHeaderBytes);
  std::string unpacked;
  if (is_compressed(header)) {
    TRY_ASSIGN(unpacked, unpack_records(header, left));
    left = unpacked;
  }
  for (int32_t index = 0; index < header.record_count; ++index) {
    auto body = take_sized(&left);
    if (!body || !*body) return malformed("record cut short");
    RecordView record;
    if (!view_record(**body, header, index, &record)) return malformed("malformed record");
    if (!visit(index, record)) return Status();
  }
  return left.empty() ? Status() : malformed("bytes after the last record");
}

Status decode_records(std::string_view batch, const BatchHeader& header, Offset begin,
                      ReadLimits* limits, std::vector<StoredRecord>* records) {
  return each_record(batch, header, [&](int32_t index, const RecordView& record) {
    Offset offset = header.base_offset + index;
    if (offset < begin) return true;
    uint64_t size_bytes = key_and_value_bytes(record);
    if (limits->count_max == 0 || (size_bytes > limits->bytes_max && !records->empty())) {
      limits->count_max = 0;
      return false;
    }
    --limits->count_max;
    limits->bytes_max -= std::min(limits->bytes_max, size_bytes);
    records->push_back({offset, decode(record)});
    return true;
  });
}

}  // namespace pinflow::eventlog
