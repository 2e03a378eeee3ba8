// The names and numbers that must never be mistaken for one another.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pinflow::model {

// Position of a record in its partition: 0, 1, 2, … without gaps.
enum class Offset : int64_t {};
// Number of a partition in its topic, from 0.
enum class Partition : int32_t {};
// Version of a Delta table: 0, 1, 2, …
enum class Version : int64_t {};

constexpr int64_t to_int64(Offset offset) { return static_cast<int64_t>(offset); }
constexpr int32_t to_int32(Partition partition) { return static_cast<int32_t>(partition); }
constexpr int64_t to_int64(Version version) { return static_cast<int64_t>(version); }
constexpr Offset operator+(Offset offset, int64_t by) { return Offset{to_int64(offset) + by}; }
constexpr int64_t operator-(Offset a, Offset b) { return to_int64(a) - to_int64(b); }
constexpr Version next(Version version) { return Version{to_int64(version) + 1}; }

struct TopicPartition {
  std::string topic;
  Partition partition{};
  auto operator<=>(const TopicPartition&) const = default;
};

inline constexpr size_t kTopicNameBytesMax = 249;
inline constexpr size_t kUserIdBytesMax = 64;

// Kafka's rule: 1 to 249 of [a-zA-Z0-9._-], not "." or "..".
// Errors: kInvalidArgument naming the rule that is broken.
Status check_topic_name(std::string_view name);

// 1 to 64 of [A-Za-z0-9_].
Status check_user_id(std::string_view id);

}  // namespace pinflow::model
