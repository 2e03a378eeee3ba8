// How Kinesis writes its shards and sequence numbers: "shardId-000000000042", decimals of any
// length.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pinflow::eventlog {

std::string shard_id(int32_t index);
// Nothing for what is no such name.
std::optional<int32_t> shard_index(std::string_view id);

bool is_later(std::string_view sequence_number, std::string_view than);

}  // namespace pinflow::eventlog
