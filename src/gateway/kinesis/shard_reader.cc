#include "gateway/kinesis/shard_reader.h"

#include <algorithm>

namespace pinflow::gateway::kinesis {
namespace {

using model::Offset;

model::TopicPartition place_of(const Stream& stream, const Shard& shard) {
  return {stream.name(), shard.partition()};
}

Status sequence_fault(const Service& service, const Stream& stream, const Shard& shard,
                      std::string_view sequence_number, std::string_view why) {
  return invalid_argument("StartingSequenceNumber " + std::string(sequence_number) +
                          " used in GetShardIterator on shard " + shard.id() + " in stream " +
                          stream.name() + " under account " + service.options.account +
                          " is invalid" + std::string(why) + ".");
}

Result<Offset> offset_of_sequence_number(Service& service, const Stream& stream, const Shard& shard,
                                         const StartRequest& request) {
  std::string_view text = request.sequence_number.text();
  auto sequence = parse_sequence_number(text);
  if (!sequence) return sequence_fault(service, stream, shard, text, "");
  if (sequence->shard_index != shard.index) {
    Shard other;
    other.index = sequence->shard_index;
    return invalid_argument("Invalid StartingSequenceNumber. It encodes " + other.id() +
                            ", while it was used in a call to a shard with " + shard.id());
  }
  if (sequence->version != 2 || sequence->shard_second != shard.second) {
    return sequence_fault(service, stream, shard, text,
                          " because it did not come from this stream");
  }
  TRY_ASSIGN(eventlog::OffsetRange range, service.log.offsets(place_of(stream, shard)));
  // Position 0 is the shard's own number, which no record has.
  int64_t position = std::min(sequence->position, to_int64(range.end) + 1);
  bool is_after = request.type == "AFTER_SEQUENCE_NUMBER";
  return std::clamp(Offset{is_after ? position : position - 1}, range.begin, range.end);
}

Result<Offset> offset_at_timestamp(Service& service, const Stream& stream, const Shard& shard,
                                   const Value& timestamp) {
  if (!timestamp) {
    return invalid_argument(
        "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current "
        "request has no timestamp parameter.");
  }
  if (timestamp.time() > service.now()) {
    return invalid_argument(
        "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. "
        "timestampInMillis: " +
        std::to_string(timestamp.number()) +
        ", currentTimestampInMillis: " + std::to_string(to_int64(service.now())));
  }
  return service.log.offset_at(place_of(stream, shard), timestamp.time());
}

Result<Offset> start_offset(Service& service, const Stream& stream, const Shard& shard,
                            const StartRequest& request) {
  bool wants_number = request.type.ends_with("_SEQUENCE_NUMBER");
  if (wants_number != !request.sequence_number.is_null() && request.type != "AT_TIMESTAMP") {
    return invalid_argument(
        "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and "
        "StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. "
        "Request specified " +
        std::string(request.type) + " and " + (wants_number ? "no" : "also a") +
        " StartingSequenceNumber.");
  }
  if (wants_number) return offset_of_sequence_number(service, stream, shard, request);
  if (request.type == "AT_TIMESTAMP") {
    return offset_at_timestamp(service, stream, shard, request.timestamp);
  }
  TRY_ASSIGN(eventlog::OffsetRange range, service.log.offsets(place_of(stream, shard)));
  return request.type == "LATEST" ? range.end : range.begin;
}

// About as much as they take in an answer.
size_t text_bytes_of(const Records& records) {
  constexpr size_t kOtherMembersBytes = 200;
  size_t size_bytes = 0;
  for (const model::StoredRecord& stored : records.records) {
    const size_t data_bytes = stored.record.value ? stored.record.value->size() : 0;
    const size_t key_bytes = stored.record.key ? stored.record.key->size() : 0;
    size_bytes += data_bytes / 3 * 4 + key_bytes + kOtherMembersBytes;
  }
  return size_bytes;
}

}  // namespace

SequenceNumber sequence_number_of(const Shard& shard, Offset offset, UnixMillis time) {
  int64_t second = std::max(to_int64(time) / 1000, shard.second);
  return SequenceNumber::of_record(shard.second, shard.index, offset, second);
}

Result<Position> start_position(Service& service, const Stream& stream, const Shard& shard,
                                const StartRequest& request) {
  TRY_ASSIGN(Offset offset, start_offset(service, stream, shard, request));
  return Position{stream.name(), stream.topic.id, shard.index, offset};
}

Result<Records> read_records(Service& service, const Stream& stream, const Shard& shard,
                             Offset begin, const eventlog::ReadLimits& limits) {
  const model::TopicPartition place = place_of(stream, shard);
  const UnixMillis now = service.now();
  const UnixMillis horizon = now - std::chrono::hours(stream.retention_hours());
  Records found;
  found.next = begin;
  eventlog::OffsetRange range;
  // What retention has let go, or will, is passed over; a whole read of it is read on.
  do {
    TRY_ASSIGN(range, service.log.offsets(place));
    found.next = std::clamp(found.next, range.begin, range.end);
    TRY_ASSIGN(found.records, service.log.read(place, found.next, limits));
    if (found.records.empty()) break;
    found.next = found.records.back().offset + 1;
    std::erase_if(found.records, [&](const model::StoredRecord& stored) {
      return stored.record.timestamp < horizon;
    });
  } while (found.records.empty());
  bool is_at_tip = found.next >= range.end;
  if (!is_at_tip && !found.records.empty()) {
    int64_t behind = (now - found.records.back().record.timestamp).count();
    found.millis_behind_latest = std::max<int64_t>(behind, 1);
  }
  found.is_end = is_at_tip && !shard.is_open();
  return found;
}

void write_records(const Stream& stream, const Shard& shard, const Records& records,
                   Encoder* output) {
  bool is_encrypted = !stream.state.key_id.empty();
  output->reserve(text_bytes_of(records));
  output->begin_array("Records");
  for (const auto& [offset, record] : records.records) {
    output->begin_object();
    output->text("SequenceNumber", sequence_number_of(shard, offset, record.timestamp).text());
    output->time("ApproximateArrivalTimestamp", record.timestamp);
    output->blob("Data", record.value ? *record.value : "");
    output->text("PartitionKey", record.key ? *record.key : "");
    if (is_encrypted) output->text("EncryptionType", "KMS");
    output->end_object();
  }
  output->end_array();
}

}  // namespace pinflow::gateway::kinesis
