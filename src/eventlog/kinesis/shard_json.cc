#include "eventlog/kinesis/shard_json.h"

#include <algorithm>

#include "json/document.h"
#include "json/writer.h"

namespace pinflow::eventlog {

int32_t partition_count_of(const std::vector<StreamShard>& shards) {
  int32_t count = 1;
  for (const StreamShard& shard : shards) count = std::max(count, shard.index + 1);
  return count;
}

std::string shards_to_json(UnixMillis created_at, const std::vector<StreamShard>& shards) {
  const int64_t created_ms = to_int64(created_at);
  json::Writer writer;
  writer.begin_object().member("stream_created_at_ms", created_ms).key("shards").begin_array();
  for (int32_t index = 0; index < partition_count_of(shards); ++index) {
    auto shard = std::ranges::find(shards, index, &StreamShard::index);
    const bool is_there = shard != shards.end();  // Else its retention is over.
    writer.begin_object();
    writer.member("first_hash_key", is_there ? shard->first_hash_key : std::string("0"));
    writer.member("last_hash_key", is_there ? shard->last_hash_key : std::string("0"));
    if (is_there && shard->parent) writer.member("parent", *shard->parent);
    if (is_there && shard->adjacent_parent) {
      writer.member("adjacent_parent", *shard->adjacent_parent);
    }
    // Grows from parent to child.
    writer.member("second", created_ms / 1000 + index).member("opened_at_ms", created_ms);
    if (!is_there || !shard->is_open) writer.member("closed_at_ms", created_ms);
    writer.end_object();
  }
  writer.end_array().end_object();
  return writer.take();
}

std::optional<UnixMillis> created_at_of(std::string_view metadata) {
  json::Parser parser;
  const auto parsed = parser.parse(metadata);
  if (!parsed.ok()) return std::nullopt;
  const auto millis = (*parsed)["stream_created_at_ms"];
  const auto number = millis ? millis->as_integer() : std::nullopt;
  if (!number) return std::nullopt;
  return UnixMillis(std::chrono::milliseconds(*number));
}

}  // namespace pinflow::eventlog
