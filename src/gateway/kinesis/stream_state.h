// StreamState: what makes a topic a stream, kept in the topic's metadata. A topic without any is
// a stream too: its partitions are shards of the same size.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "eventlog/event_log.h"
#include "gateway/kinesis/shard_map.h"

namespace pinflow::gateway::kinesis {

using Tags = std::map<std::string, std::string>;

// A reader with a throughput of its own.
struct Consumer {
  std::string name;
  UnixMillis created_at{};
  std::optional<UnixMillis> deleted_at;  // Gone once that is over.
  Tags tags;
  std::string policy;
};

struct StreamState {
  ShardMap shards{{}};
  UnixMillis changed_at{};               // UPDATING for a moment after this.
  std::optional<UnixMillis> deleted_at;  // DELETING, then gone.
  bool is_on_demand = false;
  bool spreads_evenly = false;  // Records need no partition key.
  int64_t warm_throughput_mib = 0;
  std::string key_id;  // Of encryption; "" is none.
  std::set<std::string> metrics;
  Tags tags;
  std::string policy;
  std::vector<Consumer> consumers;
};

// The longest record that a stream takes, in the terms of its topic: with a key of 256
// characters.
inline constexpr uint64_t kPartitionKeyBytesMax = 1024;
constexpr uint64_t record_bytes_max(int64_t data_kib) {
  return static_cast<uint64_t>(data_kib) * 1024 + kPartitionKeyBytesMax;
}

std::string to_json(const StreamState& state);

// Errors: kCorruption.
Result<StreamState> read_stream_state(const eventlog::Topic& topic);

}  // namespace pinflow::gateway::kinesis
