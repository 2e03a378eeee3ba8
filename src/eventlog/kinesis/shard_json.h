// What a topic's metadata says of its stream: when it was made, by which a stream made anew is told
// from the old one, and its shards, as the Kinesis door keeps those of its own streams, so that
// doors choose the shard of a key as the service does. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventlog/kinesis/service.h"

namespace pinflow::eventlog {

std::string shards_to_json(UnixMillis created_at, const std::vector<StreamShard>& shards);

// Nothing for another text.
std::optional<UnixMillis> created_at_of(std::string_view metadata);

// As many as the greatest index asks for.
int32_t partition_count_of(const std::vector<StreamShard>& shards);

}  // namespace pinflow::eventlog
