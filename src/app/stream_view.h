// What commands show of Kinesis streams: their list, the shards of one, and how fast shards grow.
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "app/kinesis_client.h"
#include "query/engine.h"

namespace pinflow::app {

// One row for each stream: its name, status, mode, open shards, retention and consumers.
// Errors: those of KinesisClient.
Result<query::Table> list_streams(KinesisClient& kinesis);

struct StreamView {
  std::string summary;  // JSON: StreamDescriptionSummary as the service tells it.
  std::string shards;   // JSON: the Shards of ListShards, of all its pages.
};
// Errors: those of KinesisClient, as kNotFound.
Result<StreamView> describe_stream(KinesisClient& kinesis, const std::string& name);

// A line about the stream, then one row for each shard. Errors: kInvalidArgument (no such JSON).
Result<std::string> stream_text(const StreamView& stream);

// Where the log of each shard ends: the offset of the record that comes next.
using ShardEnds = std::map<int64_t, int64_t>;
// From what /v1/topics says. Errors: kNotFound (the stream); kInvalidArgument (no such JSON).
Result<ShardEnds> shard_ends(std::string_view topics, const std::string& stream);

// One row for each shard: its records, and those a second that came between the two.
query::Table shard_rates(const ShardEnds& before, const ShardEnds& after,
                         std::chrono::milliseconds between);

}  // namespace pinflow::app
