#include "gateway/consumers/consumer_group.h"

#include <algorithm>

namespace pinflow::gateway {
namespace {

using eventlog::Positions;
using model::Offset;
using model::TopicPartition;

constexpr std::chrono::seconds kCommitPeriod{5};
constexpr uint32_t kRecordCountMax = 100'000;

Status illegal_state(std::string_view cause) { return Status(Code::kDenied, std::string(cause)); }

uint64_t payload_bytes(const model::Record& record) {
  return (record.key ? record.key->size() : 0) + (record.value ? record.value->size() : 0);
}

// Where to go on in a partition: as wanted; else, or when that is not there, as `reset` says.
// Nothing when the partition is gone.
std::optional<Offset> first_position(const eventlog::EventLog& log, const TopicPartition& of,
                                     std::optional<Offset> wanted, OffsetReset reset) {
  auto range = log.offsets(of);
  if (!range.ok()) return std::nullopt;
  if (wanted && *wanted >= range->begin && *wanted <= range->end) return wanted;
  return reset == OffsetReset::kEarliest ? range->begin : range->end;
}

Status unknown(const std::string& instance) {
  return Status(Code::kNotFound, "consumer " + instance + ": unknown").named(kUnknownInstance);
}

}  // namespace

struct ConsumerGroup::Chunk {
  TopicPartition from;
  Offset begin{};
  Offset end{};
  std::string text;
};

bool ConsumerGroup::Instance::is_reading() const {
  return is_assigned_by_hand || !subscription.topics.empty() || subscription.takes;
}

Status ConsumerGroup::join(const std::string& instance, const ConsumerConfig& config,
                           std::string_view owner, SteadyTime now) {
  std::lock_guard lock(mutex_);
  Instance joining;
  joining.config = config;
  joining.owner = owner;
  joining.used_at = joining.committed_at = now;
  if (instances_.emplace(instance, std::move(joining)).second) return Status();
  return Status(Code::kAlreadyExists, "consumer " + instance + ": exists");
}

Result<ConsumerConfig> ConsumerGroup::touch(const std::string& instance, std::string_view owner,
                                            SteadyTime now) {
  std::lock_guard lock(mutex_);
  TRY_ASSIGN(Instance * found, find(instance));
  if (found->owner != owner) return unknown(instance);
  found->used_at = now;
  return found->config;
}

void ConsumerGroup::leave(const std::string& instance) {
  std::lock_guard lock(mutex_);
  auto found = instances_.find(instance);
  if (found == instances_.end()) return;
  move_to(&found->second, {});
  instances_.erase(found);
}

void ConsumerGroup::expire(SteadyTime used_before) {
  std::lock_guard lock(mutex_);
  for (auto& [name, instance] : instances_) {
    if (instance.used_at < used_before) move_to(&instance, {});
  }
  std::erase_if(instances_, [&](const auto& entry) { return entry.second.used_at < used_before; });
}

std::vector<std::string> ConsumerGroup::instances() const {
  std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [name, instance] : instances_) names.push_back(name);
  return names;
}

Status ConsumerGroup::subscribe(const std::string& instance, Subscription subscription) {
  std::lock_guard lock(mutex_);
  TRY_ASSIGN(Instance * found, find(instance));
  bool changes_kind =
      found->subscription.takes ? !subscription.takes : subscription.takes && found->is_reading();
  if (found->is_assigned_by_hand || changes_kind) {
    return illegal_state("Subscription to topics, partitions and pattern are mutually exclusive");
  }
  found->subscription = std::move(subscription);
  rebalance();
  return Status();
}

Status ConsumerGroup::assign(const std::string& instance, const PartitionSet& partitions) {
  std::lock_guard lock(mutex_);
  TRY_ASSIGN(Instance * found, find(instance));
  if (found->is_reading() && !found->is_assigned_by_hand) {
    return illegal_state("Subscription to topics, partitions and pattern are mutually exclusive");
  }
  found->is_assigned_by_hand = !partitions.empty();
  move_to(found, partitions);
  return Status();
}

Status ConsumerGroup::unsubscribe(const std::string& instance) {
  std::lock_guard lock(mutex_);
  TRY_ASSIGN(Instance * found, find(instance));
  found->subscription = {};
  found->is_assigned_by_hand = false;
  move_to(found, {});
  return Status();
}

Result<std::vector<std::string>> ConsumerGroup::subscription(const std::string& instance) {
  std::lock_guard lock(mutex_);
  TRY_ASSIGN(Instance * found, find(instance));
  if (!found->subscription.takes) return found->subscription.topics;
  std::vector<std::string> taken;
  for (const eventlog::Topic& topic : log_.topics()) {
    if (found->subscription.takes(topic.name)) taken.push_back(topic.name);
  }
  return taken;
}

Result<PartitionSet> ConsumerGroup::assignment(const std::string& instance) {
  std::lock_guard lock(mutex_);
  TRY_ASSIGN(Instance * found, find(instance));
  rebalance();
  PartitionSet partitions;
  for (const auto& [partition, position] : found->positions) partitions.insert(partition);
  return partitions;
}

Status ConsumerGroup::seek(const std::string& instance, const Positions& positions) {
  std::lock_guard lock(mutex_);
  TRY_ASSIGN(Instance * found, find_reading(instance));
  for (const auto& [partition, offset] : positions) {
    if (found->positions.contains(partition)) continue;
    return illegal_state("No current assignment for partition " + partition.topic + "-" +
                         std::to_string(to_int32(partition.partition)));
  }
  for (const auto& [partition, offset] : positions) found->positions[partition] = offset;
  return Status();
}

Result<Positions> ConsumerGroup::commit(const std::string& instance, const Positions* positions) {
  std::lock_guard lock(mutex_);
  TRY_ASSIGN(Instance * found, find(instance));
  if (positions) {
    TRY(log_.commit_positions(name_, *positions));
    return *positions;
  }
  rebalance();
  TRY(commit_own(found));
  return found->positions;
}

Result<std::string> ConsumerGroup::fetch(const std::string& instance, const FetchLimits& limits,
                                         const WriteRecord& write, SteadyTime now) {
  TRY_ASSIGN(std::vector<Chunk> chunks, plan_fetch(instance, now));
  uint64_t bytes = 0;
  for (Chunk& chunk : chunks) {
    if (bytes >= limits.bytes_max) break;
    Status status = read_chunk(limits, write, &bytes, &chunk);
    if (!status.ok() && bytes == 0) return status;
    if (!status.ok()) break;
  }
  std::string text;
  if (bytes < limits.bytes_min) return text;

  // Another request may have moved the instance meanwhile: then what was read for it is dropped.
  std::lock_guard lock(mutex_);
  TRY_ASSIGN(Instance * found, find(instance));
  for (const Chunk& chunk : chunks) {
    auto position = found->positions.find(chunk.from);
    bool is_ours = position != found->positions.end() && position->second == chunk.begin;
    if (!is_ours || chunk.end == chunk.begin) continue;
    position->second = chunk.end;
    if (!text.empty()) text += ',';
    text += chunk.text;
  }
  return text;
}

Result<std::vector<ConsumerGroup::Chunk>> ConsumerGroup::plan_fetch(const std::string& instance,
                                                                    SteadyTime now) {
  std::lock_guard lock(mutex_);
  TRY_ASSIGN(Instance * found, find_reading(instance));
  if (found->config.commits_by_itself && now - found->committed_at >= kCommitPeriod) {
    found->committed_at = now;
    TRY(commit_own(found));
  }
  std::vector<Chunk> chunks;
  for (auto& [partition, position] : found->positions) {
    auto valid = first_position(log_, partition, position, found->config.reset);
    if (!valid) continue;
    position = *valid;
    chunks.push_back({partition, position, position, {}});
  }
  if (chunks.empty()) return chunks;
  auto first = chunks.begin() + static_cast<ptrdiff_t>(found->turn++ % chunks.size());
  std::rotate(chunks.begin(), first, chunks.end());
  return chunks;
}

// Adds what it took to `bytes`. An error leaves what came before it in the chunk.
Status ConsumerGroup::read_chunk(const FetchLimits& limits, const WriteRecord& write,
                                 uint64_t* bytes, Chunk* chunk) const {
  auto records = log_.read(chunk->from, chunk->begin,
                           {.count_max = kRecordCountMax, .bytes_max = limits.bytes_max - *bytes});
  if (records.status().code() == Code::kNotFound) return Status();  // The topic is deleted.
  if (!records.ok()) return records.status();
  for (const model::StoredRecord& stored : *records) {
    uint64_t size_bytes = std::max<uint64_t>(1, payload_bytes(stored.record));
    if (*bytes > 0 && *bytes + size_bytes > limits.bytes_max) break;
    size_t text_size = chunk->text.size();
    if (text_size > 0) chunk->text += ',';
    Status written = write(chunk->from, stored, &chunk->text);
    if (!written.ok()) {
      chunk->text.resize(text_size);
      return written;
    }
    *bytes += size_bytes;
    chunk->end = stored.offset + 1;
  }
  return Status();
}

Result<ConsumerGroup::Instance*> ConsumerGroup::find(const std::string& instance) {
  auto found = instances_.find(instance);
  if (found != instances_.end()) return &found->second;
  return unknown(instance);
}

// With what it reads as it is now.
Result<ConsumerGroup::Instance*> ConsumerGroup::find_reading(const std::string& instance) {
  TRY_ASSIGN(Instance * found, find(instance));
  if (!found->is_reading()) {
    return illegal_state("Consumer is not subscribed to any topics or assigned any partitions");
  }
  rebalance();
  return found;
}

// A topic that was deleted and made anew is another one: what was read of the old one says
// nothing about it.
void ConsumerGroup::follow_remade_topics() {
  for (const eventlog::Topic& topic : log_.topics()) {
    std::string& known = topic_ids_[topic.name];
    const bool is_remade = !known.empty() && known != topic.id;
    known = topic.id;
    if (!is_remade) continue;
    for (auto& [name, instance] : instances_) {
      std::erase_if(instance.committed,
                    [&](const auto& entry) { return entry.first.topic == topic.name; });
      for (auto& [partition, position] : instance.positions) {
        if (partition.topic != topic.name) continue;
        auto range = log_.offsets(partition);
        position = range.ok() ? range->begin : Offset{0};
      }
    }
  }
}

// Shares the partitions that there are now among those that are subscribed now.
void ConsumerGroup::rebalance() {
  follow_remade_topics();
  Subscriptions subscriptions;
  std::map<std::string, int32_t> partition_counts;
  Assignment before;
  for (const eventlog::Topic& topic : log_.topics()) {
    for (const auto& [name, instance] : instances_) {
      const Subscription& wanted = instance.subscription;
      bool is_wanted = wanted.takes ? wanted.takes(topic.name)
                                    : std::find(wanted.topics.begin(), wanted.topics.end(),
                                                topic.name) != wanted.topics.end();
      if (!is_wanted) continue;
      subscriptions[name].insert(topic.name);
      partition_counts[topic.name] = topic.config.partition_count;
    }
  }
  for (const auto& [name, instance] : instances_) {
    if (instance.is_assigned_by_hand) continue;
    for (const auto& [partition, position] : instance.positions) before[name].insert(partition);
  }
  Assignment now = gateway::assign(subscriptions, partition_counts, before);
  // First what is given up, so that who gets it begins behind it.
  for (auto& [name, instance] : instances_) {
    if (instance.is_assigned_by_hand) continue;
    PartitionSet kept;
    std::set_intersection(before[name].begin(), before[name].end(), now[name].begin(),
                          now[name].end(), std::inserter(kept, kept.end()));
    move_to(&instance, kept);
  }
  for (auto& [name, instance] : instances_) {
    if (!instance.is_assigned_by_hand) move_to(&instance, now[name]);
  }
}

// Makes these the instance's partitions: commits what it loses, finds where to begin in others.
void ConsumerGroup::move_to(Instance* instance, PartitionSet partitions) {
  auto is_lost = [&](const auto& entry) { return !partitions.contains(entry.first); };
  bool loses = std::any_of(instance->positions.begin(), instance->positions.end(), is_lost);
  // What cannot be committed is read once more by whoever comes next.
  if (loses && instance->config.commits_by_itself) std::ignore = commit_own(instance);
  std::erase_if(instance->positions, is_lost);
  std::erase_if(instance->committed, is_lost);
  if (partitions.size() == instance->positions.size()) return;
  auto committed = log_.positions(name_);
  for (const TopicPartition& partition : partitions) {
    if (instance->positions.contains(partition)) continue;
    std::optional<Offset> wanted;
    if (committed.ok() && committed->contains(partition)) wanted = committed->at(partition);
    auto first = first_position(log_, partition, wanted, instance->config.reset);
    if (first) instance->positions[partition] = *first;
  }
}

Status ConsumerGroup::commit_own(Instance* instance) {
  follow_remade_topics();
  std::erase_if(instance->positions, [this](const auto& entry) {
    return log_.offsets(entry.first).status().code() == Code::kNotFound;  // The topic is deleted.
  });
  if (instance->positions == instance->committed) return Status();
  TRY(log_.commit_positions(name_, instance->positions));
  instance->committed = instance->positions;
  return Status();
}

}  // namespace pinflow::gateway
