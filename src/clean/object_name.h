// parse_object_name(): what the S3 sink connector's names of JSON objects say.
#pragma once

#include <optional>
#include <string_view>

#include "model/ids.h"

namespace pinflow::clean {

struct ObjectName {
  model::TopicPartition from;
  model::Offset first_offset{};  // Of the object's first line; the others follow without gaps.
};

// What the names of a partition's objects in one folder begin with: the key up to its last "+".
std::string_view name_prefix(std::string_view key);

// "<folders>/<topic>+<partition>+<first offset>.json", whatever the folders are, also with ".gz" or
// ".zst" behind it. Nothing for any other name.
std::optional<ObjectName> parse_object_name(std::string_view key);

}  // namespace pinflow::clean
