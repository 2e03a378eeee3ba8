#include "gateway/kinesis/shard_map.h"

#include <algorithm>
#include <charconv>
#include <random>

#include "http/md5.h"

namespace pinflow::gateway::kinesis {
namespace {

constexpr std::string_view kShardIdPrefix = "shardId-";
constexpr size_t kShardIdDigits = 12;

int64_t second_of(UnixMillis time) { return to_int64(time) / 1000; }

// Where the shards begin when `count` share out all hash keys.
std::vector<WideNumber> even_starts(int32_t count) {
  uint32_t remainder = 0;
  auto divisor = static_cast<uint32_t>(count);
  const WideNumber size = WideNumber(1, 0, 0).divided_by(divisor, &remainder);
  std::vector<WideNumber> starts;
  for (uint32_t i = 0; i < divisor; ++i) starts.push_back(*size.times_plus(i, 0));
  return starts;
}

uint64_t big_endian(const uint8_t* bytes) {
  uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8 | bytes[i];
  return number;
}

}  // namespace

std::string Shard::id() const {
  std::string digits = std::to_string(index);
  return std::string(kShardIdPrefix) + std::string(kShardIdDigits - digits.size(), '0') + digits;
}

ShardMap ShardMap::even(int32_t count, UnixMillis now) {
  ShardMap map({});
  const std::vector<WideNumber> starts = even_starts(count);
  for (size_t i = 0; i < starts.size(); ++i) {
    map.open(starts[i], i + 1 < starts.size() ? starts[i + 1] - 1 : kHashKeyMax, second_of(now),
             now);
  }
  return map;
}

const Shard* ShardMap::find(int32_t index) const {
  bool is_one = index >= 0 && static_cast<size_t>(index) < shards_.size();
  return is_one ? &shards_[static_cast<size_t>(index)] : nullptr;
}

const Shard& ShardMap::open_shard_of(const WideNumber& hash_key) const {
  auto found = std::find_if(shards_.begin(), shards_.end(),
                            [&](const Shard& shard) { return shard.takes(hash_key); });
  check(found != shards_.end());
  return *found;
}

int32_t ShardMap::open_count() const {
  return static_cast<int32_t>(std::count_if(shards_.begin(), shards_.end(),
                                            [](const Shard& shard) { return shard.is_open(); }));
}

std::vector<int32_t> ShardMap::children_of(int32_t index) const {
  std::vector<int32_t> children;
  for (const Shard& shard : shards_) {
    if (shard.parent == index || shard.adjacent_parent == index) children.push_back(shard.index);
  }
  return children;
}

Shard& ShardMap::open(const WideNumber& first, const WideNumber& last, int64_t second,
                      UnixMillis now) {
  Shard& shard = shards_.emplace_back();
  shard.index = static_cast<int32_t>(shards_.size()) - 1;
  shard.first_hash_key = first;
  shard.last_hash_key = last;
  shard.second = second;
  shard.opened_at = now;
  return shard;
}

void ShardMap::split(int32_t index, const WideNumber& hash_key, UnixMillis now) {
  const Shard parent = shards_[static_cast<size_t>(index)];
  check(parent.takes(hash_key) && hash_key > parent.first_hash_key);
  shards_[static_cast<size_t>(index)].closed_at = now;
  int64_t second = std::max(second_of(now), parent.second + 1);
  open(parent.first_hash_key, hash_key - 1, second, now).parent = index;
  open(hash_key, parent.last_hash_key, second, now).parent = index;
}

void ShardMap::merge(int32_t first, int32_t second, UnixMillis now) {
  Shard& low = shards_[static_cast<size_t>(first)];
  Shard& high = shards_[static_cast<size_t>(second)];
  check(low.is_open() && high.is_open() && low.last_hash_key + 1 == high.first_hash_key);
  low.closed_at = high.closed_at = now;
  const WideNumber begin = low.first_hash_key;
  const WideNumber end = high.last_hash_key;
  Shard& merged =
      open(begin, end, std::max({second_of(now), low.second + 1, high.second + 1}), now);
  merged.parent = first;
  merged.adjacent_parent = second;
}

std::vector<int32_t> ShardMap::open_by_hash_key() const {
  std::vector<int32_t> open;
  for (const Shard& shard : shards_) {
    if (shard.is_open()) open.push_back(shard.index);
  }
  std::sort(open.begin(), open.end(), [this](int32_t a, int32_t b) {
    return find(a)->first_hash_key < find(b)->first_hash_key;
  });
  return open;
}

void ShardMap::rescale(int32_t count, UnixMillis now) {
  const std::vector<WideNumber> starts = even_starts(count);
  for (const WideNumber& start : starts) {
    const Shard& holder = open_shard_of(start);
    if (holder.first_hash_key != start) split(holder.index, start, now);
  }
  // Now every wanted shard begins with an open one; what follows up to the next is merged into it.
  int32_t merged = -1;
  for (int32_t index : open_by_hash_key()) {
    bool begins = std::binary_search(starts.begin(), starts.end(), find(index)->first_hash_key);
    if (begins) {
      merged = index;
    } else {
      merge(merged, index, now);
      merged = static_cast<int32_t>(shards_.size()) - 1;
    }
  }
}

WideNumber hash_key_of(std::string_view partition_key) {
  const http::Md5 digest = http::md5(partition_key);
  return {0, big_endian(digest.data()), big_endian(digest.data() + 8)};
}

WideNumber random_hash_key() {
  thread_local std::mt19937_64 random{std::random_device()()};
  uint64_t high = random();
  return {0, high, random()};
}

std::optional<int32_t> parse_shard_id(std::string_view text) {
  size_t dash = text.find('-');
  if (dash != text.npos) text.remove_prefix(dash + 1);
  int32_t index = 0;
  const char* last = text.data() + text.size();
  auto [end, error] = std::from_chars(text.data(), last, index);
  if (error != std::errc() || end != last || index < 0) return std::nullopt;
  return index;
}

}  // namespace pinflow::gateway::kinesis
