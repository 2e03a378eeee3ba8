// Descriptions: members that several answers share.
#pragma once

#include <string_view>

#include "gateway/kinesis/actions.h"

namespace pinflow::gateway::kinesis {

std::string_view status_text(StreamStatus status);  // "ACTIVE"

// One element of Shards: id, parents, hash keys, sequence numbers.
void write_shard(const Shard& shard, Encoder* output);

// ChildShards of a closed shard, with their parents and hash keys.
void write_child_shards(const Stream& stream, const Shard& shard, Encoder* output);

// What DescribeStream and DescribeStreamSummary both say of a stream.
void write_stream(Service& service, const Stream& stream, Encoder* output);

}  // namespace pinflow::gateway::kinesis
