// ShardMap: the shards of a stream. The open ones share out all hash keys, 0 to 2^128 - 1; the
// closed ones can still be read. A shard's index is its partition in the topic.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "gateway/kinesis/wide_number.h"
#include "model/ids.h"

namespace pinflow::gateway::kinesis {

inline constexpr WideNumber kHashKeyMax(0, UINT64_MAX, UINT64_MAX);

struct Shard {
  int32_t index = 0;
  WideNumber first_hash_key;
  WideNumber last_hash_key;
  std::optional<int32_t> parent;
  std::optional<int32_t> adjacent_parent;  // The other one of a merge.
  int64_t second = 0;                      // In its sequence numbers; later than its parents'.
  UnixMillis opened_at{};
  std::optional<UnixMillis> closed_at;

  bool is_open() const { return !closed_at; }
  bool takes(const WideNumber& hash_key) const {
    return is_open() && first_hash_key <= hash_key && hash_key <= last_hash_key;
  }
  model::Partition partition() const { return model::Partition{index}; }
  std::string id() const;  // "shardId-000000000042"
};

class ShardMap {
 public:
  // `count` open shards of the same size.
  static ShardMap even(int32_t count, UnixMillis now);
  explicit ShardMap(std::vector<Shard> shards) : shards_(std::move(shards)) {}

  const std::vector<Shard>& all() const { return shards_; }  // By index.
  const Shard* find(int32_t index) const;                    // Null when there is none.
  const Shard& open_shard_of(const WideNumber& hash_key) const;
  int32_t open_count() const;
  std::vector<int32_t> children_of(int32_t index) const;

  // Closes the shard and opens two; the second begins with `hash_key`, which lies in the shard
  // and is not its first.
  void split(int32_t index, const WideNumber& hash_key, UnixMillis now);
  // Closes both and opens one. The second continues where the first ends.
  void merge(int32_t first, int32_t second, UnixMillis now);
  // Splits and merges until `count` open shards of the same size are there.
  void rescale(int32_t count, UnixMillis now);

 private:
  Shard& open(const WideNumber& first, const WideNumber& last, int64_t second, UnixMillis now);
  std::vector<int32_t> open_by_hash_key() const;

  std::vector<Shard> shards_;
};

// The hash key of a partition key: its MD5 as a number.
WideNumber hash_key_of(std::string_view partition_key);

// For records that have no key.
WideNumber random_hash_key();

// The index in "shardId-000000000042", or in "42". Nothing for other text.
std::optional<int32_t> parse_shard_id(std::string_view text);

}  // namespace pinflow::gateway::kinesis
