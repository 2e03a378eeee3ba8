// ShardReader: reads the records of one shard from a position on, as GetRecords and
// SubscribeToShard hand them out.
#pragma once

#include <optional>
#include <string>

#include "gateway/kinesis/actions.h"
#include "gateway/kinesis/sequence_number.h"

namespace pinflow::gateway::kinesis {

// A place between records: where an iterator stands.
struct Position {
  std::string stream;
  std::string topic_id;
  int32_t shard_index = 0;
  model::Offset offset{};  // Of the next record.
};

struct Records {
  std::vector<model::StoredRecord> records;
  model::Offset next{};
  int64_t millis_behind_latest = 0;
  bool is_end = false;  // Of a closed shard: nothing will ever follow.
};

// Where to begin, in the members and errors of GetShardIterator and StartingPosition.
struct StartRequest {
  std::string_view type;  // "TRIM_HORIZON", …
  const Value& sequence_number;
  const Value& timestamp;
};
Result<Position> start_position(Service& service, const Stream& stream, const Shard& shard,
                                const StartRequest& request);

// Records that are too old are passed over. Errors: kUnavailable; kCorruption.
Result<Records> read_records(Service& service, const Stream& stream, const Shard& shard,
                             model::Offset begin, const eventlog::ReadLimits& limits);

void write_records(const Stream& stream, const Shard& shard, const Records& records,
                   Encoder* output);

SequenceNumber sequence_number_of(const Shard& shard, model::Offset offset, UnixMillis time);

}  // namespace pinflow::gateway::kinesis
