#include "gateway/consumers/consumers.h"

namespace pinflow::gateway {
namespace {

// How often is looked for instances that nobody uses.
constexpr std::chrono::seconds kExpiryPeriod{1};

}  // namespace

Status Consumers::create(const ConsumerId& id, const ConsumerConfig& config,
                         std::string_view owner) {
  std::lock_guard lock(mutex_);
  expire();
  size_t instance_count = 0;
  for (const auto& [name, group] : groups_) instance_count += group->instances().size();
  if (instance_count >= options_.instance_count_max) {
    return Status(Code::kExhausted, "consumers: there are " + std::to_string(instance_count) +
                                        " already; delete those that are done");
  }
  auto& group = groups_[id.group];
  if (!group) group = std::make_shared<ConsumerGroup>(id.group, log_);
  return group->join(id.instance, config, owner, now());
}

Result<ConsumerHandle> Consumers::find(const ConsumerId& id, std::string_view owner) {
  std::lock_guard lock(mutex_);
  expire();
  auto group = groups_.find(id.group);
  if (group == groups_.end()) {
    return Status(Code::kNotFound, "group " + id.group + ": unknown").named(kUnknownInstance);
  }
  TRY_ASSIGN(ConsumerConfig config, group->second->touch(id.instance, owner, now()));
  return ConsumerHandle{group->second, id.instance, config};
}

Status Consumers::remove(const ConsumerId& id, std::string_view owner) {
  TRY_ASSIGN(ConsumerHandle handle, find(id, owner));
  handle.group->leave(handle.instance);
  return Status();
}

std::vector<std::shared_ptr<ConsumerGroup>> Consumers::groups() {
  std::lock_guard lock(mutex_);
  expire();
  std::vector<std::shared_ptr<ConsumerGroup>> all;
  for (const auto& [name, group] : groups_) all.push_back(group);
  return all;
}

// Needs mutex_.
void Consumers::expire() {
  SteadyTime time = now();
  if (time - expired_at_ < kExpiryPeriod) return;
  expired_at_ = time;
  for (auto& [name, group] : groups_) group->expire(time - options_.instance_timeout);
  std::erase_if(groups_, [](const auto& entry) { return entry.second->instances().empty(); });
}

}  // namespace pinflow::gateway
