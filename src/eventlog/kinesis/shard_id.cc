#include "eventlog/kinesis/shard_id.h"

#include <algorithm>
#include <charconv>

namespace pinflow::eventlog {
namespace {

constexpr std::string_view kShardPrefix = "shardId-";

std::string_view without_zeros(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of('0'), text.size()));
}

}  // namespace

std::string shard_id(int32_t index) {
  std::string digits = std::to_string(index);
  return std::string(kShardPrefix) + std::string(12 - std::min<size_t>(12, digits.size()), '0') +
         digits;
}

std::optional<int32_t> shard_index(std::string_view id) {
  if (!id.starts_with(kShardPrefix)) return std::nullopt;
  id.remove_prefix(kShardPrefix.size());
  int32_t index = 0;
  auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), index);
  bool is_number = error == std::errc() && end == id.data() + id.size() && index >= 0;
  return is_number ? std::optional(index) : std::nullopt;
}

bool is_later(std::string_view sequence_number, std::string_view than) {
  sequence_number = without_zeros(sequence_number);
  than = without_zeros(than);
  if (sequence_number.size() != than.size()) return sequence_number.size() > than.size();
  return sequence_number > than;
}

}  // namespace pinflow::eventlog
