// assign(): which instance of a consumer group reads which partition. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "model/ids.h"

namespace pinflow::gateway {

using PartitionSet = std::set<model::TopicPartition>;
// By instance.
using Subscriptions = std::map<std::string, std::set<std::string>>;  // Topics it wants.
using Assignment = std::map<std::string, PartitionSet>;

// Gives each partition of `partition_counts`' topics to one instance that wants its topic, so that
// no two that could take each other's differ by more than one. As many as possible stay where
// they were `before`.
Assignment assign(const Subscriptions& subscriptions,
                  const std::map<std::string, int32_t>& partition_counts, const Assignment& before);

}  // namespace pinflow::gateway
