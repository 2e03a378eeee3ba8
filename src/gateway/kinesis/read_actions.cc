// The actions that read: GetShardIterator and GetRecords.
#include <charconv>

#include "gateway/kinesis/actions.h"
#include "gateway/kinesis/describe.h"
#include "gateway/kinesis/lookup.h"
#include "gateway/kinesis/shard_reader.h"
#include "gateway/kinesis/token.h"

namespace pinflow::gateway::kinesis {
namespace {

constexpr uint32_t kRecordsMax = 10'000;
constexpr uint64_t kAnswerBytesMax = 10 << 20;

std::string to_iterator(const Position& position, UnixMillis now) {
  return to_text({std::string(kIteratorToken),
                  now,
                  {position.stream, position.topic_id, std::to_string(position.shard_index),
                   std::to_string(to_int64(position.offset))}});
}

Status invalid_iterator() { return invalid_argument("Invalid ShardIterator."); }

template <class Number>
bool read_number(const std::string& text, Number* number) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *number);
  return error == std::errc() && end == text.data() + text.size();
}

Result<Position> read_iterator(const Service& service, std::string_view text) {
  auto token = parse_token(text, kIteratorToken);
  const UnixMillis now = service.now();
  if (!token || token->fields.size() != 4 || token->made_at > now) return invalid_iterator();
  if (token->made_at + kTokenLifetime < now) {
    return expired_iterator("Iterator expired. The iterator was created at time " +
                            text_of_time(token->made_at) + " while right now it is " +
                            text_of_time(now) +
                            " which is further in the future than the tolerated delay of " +
                            std::to_string(kTokenLifetime.count()) + " milliseconds.");
  }
  Position position{token->fields[0], token->fields[1], 0, {}};
  int64_t offset = 0;
  bool are_numbers = read_number(token->fields[2], &position.shard_index) &&
                     read_number(token->fields[3], &offset);
  if (!are_numbers) return invalid_iterator();
  position.offset = model::Offset{offset};
  return position;
}

Status no_such_shard(const Service& service, std::string_view shard, std::string_view stream) {
  return resource_not_found("Shard " + std::string(shard) + " in stream " + std::string(stream) +
                            " under account " + service.options.account + " does not exist");
}

uint64_t size_bytes_of(const Records& records) {
  uint64_t size_bytes = 0;
  for (const model::StoredRecord& stored : records.records) {
    if (stored.record.value) size_bytes += stored.record.value->size();
  }
  return size_bytes;
}

std::string id_of(int32_t index) {
  Shard shard;
  shard.index = index;
  return shard.id();
}

}  // namespace

Status get_shard_iterator(Service& service, const Call& call) {
  const Value& input = call.input;
  TRY_ASSIGN(std::string name, stream_name_of(service, input));
  auto index = parse_shard_id(input["ShardId"].text());
  if (!index) {
    return resource_not_found("Could not find shard " + std::string(input["ShardId"].text()) +
                              " in stream " + name + " under account " + service.options.account +
                              ".");
  }
  auto stream = find_usable_stream(service, input);
  const Shard* shard = stream.ok() ? (*stream)->state.shards.find(*index) : nullptr;
  if (!shard || is_expired(service, **stream, *shard)) {
    return no_such_shard(service, id_of(*index), name);
  }
  TRY_ASSIGN(Position position,
             start_position(service, **stream, *shard,
                            {input["ShardIteratorType"].text(), input["StartingSequenceNumber"],
                             input["Timestamp"]}));
  TRY(check_not_dry(input));
  call.output.text("ShardIterator", to_iterator(position, service.now()));
  return Status();
}

Status get_records(Service& service, const Call& call) {
  TRY_ASSIGN(Position position, read_iterator(service, call.input["ShardIterator"].text()));
  auto stream = service.catalog.find(position.stream);
  bool is_same = stream.ok() && (*stream)->topic.id == position.topic_id;
  const Shard* shard = is_same ? (*stream)->state.shards.find(position.shard_index) : nullptr;
  if (!shard) return no_such_shard(service, id_of(position.shard_index), position.stream);
  TRY(check_not_dry(call.input));
  eventlog::ReadLimits limits{kRecordsMax, kAnswerBytesMax};
  if (const Value& limit = call.input["Limit"]) {
    limits.count_max = static_cast<uint32_t>(limit.number());
  }
  ShardMeters& meters = (*stream)->traffic->meters;
  bool has_limits = service.options.has_shard_limits;
  if (has_limits && !meters.take_read(shard->index, service.now())) {
    return rate_exceeded(service, **stream, *shard);
  }
  TRY_ASSIGN(Records records, read_records(service, **stream, *shard, position.offset, limits));
  if (has_limits) meters.add_read_bytes(shard->index, size_bytes_of(records));
  write_records(**stream, *shard, records, &call.output);
  call.output.number("MillisBehindLatest", records.millis_behind_latest);
  if (records.is_end) {
    write_child_shards(**stream, *shard, &call.output);
  } else {
    position.offset = records.next;
    call.output.text("NextShardIterator", to_iterator(position, service.now()));
  }
  return Status();
}

}  // namespace pinflow::gateway::kinesis
