// MemoryEventLog: an EventLog in memory for the tests of the gateway, whose appends can be made
// to fail.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "eventlog/event_log.h"

namespace pinflow::gateway {

class MemoryEventLog final : public eventlog::EventLog {
 public:
  using Offset = model::Offset;
  using Partition = model::Partition;
  using TopicPartition = model::TopicPartition;

  // Appends to `partition` of any topic give this error from now on.
  void fail(int32_t partition, Status error) { failures_.insert_or_assign(partition, error); }
  void heal() { failures_.clear(); }
  // As retention does.
  void forget_before(const std::string& topic, int64_t begin) { begins_[topic] = begin; }

  // The values of a partition, joined: "a|b|null".
  std::string values(const std::string& topic, int32_t partition = 0) const {
    std::string text;
    for (const model::Record& record : records(topic, partition)) {
      text += (text.empty() ? "" : "|") + record.value.value_or("null");
    }
    return text;
  }
  std::vector<model::Record> records(const std::string& topic, int32_t partition) const {
    std::lock_guard lock(mutex_);
    auto found = partitions_.find({topic, Partition{partition}});
    return found == partitions_.end() ? std::vector<model::Record>() : found->second;
  }
  void add(const std::string& topic, const std::string& value, int32_t partition = 0) {
    model::Record record;
    record.value = value;
    check(append_and_wait(topic, Partition{partition}, {record}).ok());
  }

  Result<eventlog::Topic> create_topic(std::string_view name,
                                       const eventlog::TopicConfig& config) override {
    TRY(model::check_topic_name(name));
    std::lock_guard lock(mutex_);
    eventlog::Topic topic{std::string(name), "id" + std::to_string(++id_), config, {}, 0};
    if (!topics_.emplace(topic.name, topic).second) {
      return Status(Code::kAlreadyExists, "topic " + topic.name + ": exists");
    }
    change();
    return topic;
  }
  Result<eventlog::Topic> change_topic(std::string_view name, int64_t seen_revision,
                                       const eventlog::TopicConfig& config) override {
    TRY_ASSIGN(eventlog::Topic topic, this->topic(name));
    std::lock_guard lock(mutex_);
    if (topic.revision != seen_revision) return Status(Code::kAlreadyExists, "changed meanwhile");
    topic.config = config;
    ++topic.revision;
    topics_.insert_or_assign(topic.name, topic);
    change();
    return topic;
  }
  Status delete_topic(std::string_view name) override {
    std::lock_guard lock(mutex_);
    if (topics_.erase(std::string(name)) == 0) return Status(Code::kNotFound, "topic: not found");
    std::erase_if(partitions_, [&](const auto& entry) { return entry.first.topic == name; });
    change();
    return Status();
  }
  Result<eventlog::Topic> topic(std::string_view name) const override {
    std::lock_guard lock(mutex_);
    auto found = topics_.find(std::string(name));
    if (found == topics_.end()) {
      return Status(Code::kNotFound, "topic " + std::string(name) + ": not found");
    }
    return found->second;
  }
  std::vector<eventlog::Topic> topics() const override {
    std::lock_guard lock(mutex_);
    std::vector<eventlog::Topic> all;
    for (const auto& [name, topic] : topics_) all.push_back(topic);
    return all;
  }

  void append(std::string_view topic, Partition partition, std::vector<model::Record> records,
              eventlog::AppendDone done) override {
    std::unique_lock lock(mutex_);
    auto failure = failures_.find(to_int32(partition));
    Result<Offset> outcome = Offset{};
    if (failure != failures_.end()) {
      outcome = failure->second;
    } else {
      auto& stored = partitions_[{std::string(topic), partition}];
      outcome = Offset{static_cast<int64_t>(stored.size())};
      for (model::Record& record : records) stored.push_back(std::move(record));
      change();
    }
    lock.unlock();
    done(std::move(outcome));
  }

  Result<std::vector<model::StoredRecord>> read(const TopicPartition& from, Offset begin,
                                                const eventlog::ReadLimits& limits) const override {
    TRY_ASSIGN(eventlog::OffsetRange range, offsets(from));
    if (begin < range.begin || begin > range.end) return Status(Code::kOutOfRange, "read: outside");
    std::lock_guard lock(mutex_);
    std::vector<model::StoredRecord> found;
    uint64_t bytes = 0;
    for (Offset at = begin; at < range.end && found.size() < limits.count_max; at = at + 1) {
      const model::Record& record = partitions_.at(from)[static_cast<size_t>(to_int64(at))];
      bytes += record.key.value_or("").size() + record.value.value_or("").size();
      if (bytes > limits.bytes_max && !found.empty()) break;
      found.push_back({at, record});
    }
    return found;
  }
  Result<eventlog::OffsetRange> offsets(const TopicPartition& of) const override {
    std::lock_guard lock(mutex_);
    auto found = topics_.find(of.topic);
    if (found == topics_.end() || to_int32(of.partition) < 0 ||
        to_int32(of.partition) >= found->second.config.partition_count) {
      return Status(Code::kNotFound, "partition: not found");
    }
    auto stored = partitions_.find(of);
    size_t size = stored == partitions_.end() ? 0 : stored->second.size();
    auto begin = begins_.find(of.topic);
    return eventlog::OffsetRange{Offset{begin == begins_.end() ? 0 : begin->second},
                                 Offset{static_cast<int64_t>(size)}};
  }
  Result<Offset> offset_at(const TopicPartition& of, UnixMillis time) const override {
    TRY_ASSIGN(eventlog::OffsetRange range, offsets(of));
    TRY_ASSIGN(auto stored, read(of, range.begin, {UINT32_MAX, UINT64_MAX}));
    for (const model::StoredRecord& one : stored) {
      if (one.record.timestamp >= time) return one.offset;
    }
    return range.end;
  }

  uint64_t change_count() const override {
    std::lock_guard lock(mutex_);
    return change_count_;
  }
  void wait_for_change(uint64_t seen, std::chrono::milliseconds timeout) const override {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, timeout, [&] { return change_count_ != seen; });
  }

  Status commit_positions(std::string_view group, const eventlog::Positions& positions) override {
    for (const auto& [of, offset] : positions) TRY(offsets(of).status());
    std::lock_guard lock(mutex_);
    for (const auto& [of, offset] : positions) positions_[std::string(group)][of] = offset;
    return Status();
  }
  Result<eventlog::Positions> positions(std::string_view group) const override {
    std::lock_guard lock(mutex_);
    auto found = positions_.find(std::string(group));
    return found == positions_.end() ? eventlog::Positions() : found->second;
  }
  std::vector<std::string> groups() const override {
    std::lock_guard lock(mutex_);
    std::vector<std::string> names;
    for (const auto& [name, positions] : positions_) names.push_back(name);
    return names;
  }
  Status delete_group(std::string_view group) override {
    std::lock_guard lock(mutex_);
    return positions_.erase(std::string(group)) == 1 ? Status() : Status(Code::kNotFound, "group");
  }
  Result<int64_t> apply_retention() override { return int64_t{0}; }

 private:
  void change() {
    ++change_count_;
    changed_.notify_all();
  }

  mutable std::mutex mutex_;  // Guards what follows; failures and begins are the test's.
  mutable std::condition_variable changed_;
  uint64_t change_count_ = 0;
  int id_ = 0;
  std::map<std::string, eventlog::Topic> topics_;
  std::map<TopicPartition, std::vector<model::Record>> partitions_;
  std::map<std::string, eventlog::Positions> positions_;
  std::map<int32_t, Status> failures_;
  std::map<std::string, int64_t> begins_;
};

}  // namespace pinflow::gateway
