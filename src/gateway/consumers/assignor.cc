#include "gateway/consumers/assignor.h"

#include <optional>

namespace pinflow::gateway {
namespace {

bool wants(const Subscriptions& subscriptions, const std::string& instance,
           const std::string& topic) {
  auto found = subscriptions.find(instance);
  return found != subscriptions.end() && found->second.contains(topic);
}

// The instance with the fewest partitions among those that want `topic`.
std::optional<std::string> least_loaded(const Subscriptions& subscriptions,
                                        const Assignment& assignment, const std::string& topic) {
  std::optional<std::string> found;
  size_t least = SIZE_MAX;
  for (const auto& [instance, partitions] : assignment) {
    if (!wants(subscriptions, instance, topic) || partitions.size() >= least) continue;
    least = partitions.size();
    found = instance;
  }
  return found;
}

// Moves one partition from `instance` to another that has at least two less. False: none can.
bool move_one_away(const Subscriptions& subscriptions, const std::string& instance,
                   Assignment* assignment) {
  PartitionSet& partitions = (*assignment)[instance];
  for (const model::TopicPartition& partition : partitions) {
    auto to = least_loaded(subscriptions, *assignment, partition.topic);
    if (!to || (*assignment)[*to].size() + 1 >= partitions.size()) continue;
    (*assignment)[*to].insert(partition);
    partitions.erase(model::TopicPartition(partition));
    return true;
  }
  return false;
}

}  // namespace

Assignment assign(const Subscriptions& subscriptions,
                  const std::map<std::string, int32_t>& partition_counts,
                  const Assignment& before) {
  Assignment assignment;
  for (const auto& [instance, topics] : subscriptions) assignment[instance];
  PartitionSet free;
  for (const auto& [topic, count] : partition_counts) {
    for (int32_t number = 0; number < count; ++number)
      free.insert({topic, model::Partition{number}});
  }
  for (const auto& [instance, partitions] : before) {
    for (const model::TopicPartition& partition : partitions) {
      if (!wants(subscriptions, instance, partition.topic) || free.erase(partition) == 0) continue;
      assignment[instance].insert(partition);
    }
  }
  for (const model::TopicPartition& partition : free) {
    if (auto to = least_loaded(subscriptions, assignment, partition.topic)) {
      assignment[*to].insert(partition);
    }
  }
  bool has_moved = true;
  while (has_moved) {  // Ends: each move brings two sizes closer.
    has_moved = false;
    for (const auto& [instance, topics] : subscriptions) {
      has_moved = move_one_away(subscriptions, instance, &assignment) || has_moved;
    }
  }
  return assignment;
}

}  // namespace pinflow::gateway
