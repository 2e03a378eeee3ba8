// MemoryEventLog: an EventLog in memory for the tests of the gateway, whose appends can be made
// to fail.
#pragma once

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

  // Appends to `partition` of any topic give this error from now on.
  void fail(int32_t partition, Status error) { failures_.insert_or_assign(partition, error); }

  // The values of a partition, joined: "a|b|null".
  std::string values(const std::string& topic, int32_t partition = 0) const {
    std::string text;
    for (const model::Record& record : records(topic, partition)) {
      text += (text.empty() ? "" : "|") + record.value.value_or("null");
    }
    return text;
  }
  const std::vector<model::Record>& records(const std::string& topic, int32_t partition) const {
    static const std::vector<model::Record> none;
    auto found = partitions_.find({topic, Partition{partition}});
    return found == partitions_.end() ? none : found->second;
  }

  Result<eventlog::Topic> create_topic(std::string_view name,
                                       const eventlog::TopicConfig& config) override {
    TRY(model::check_topic_name(name));
    eventlog::Topic topic{std::string(name), "id", config, {}, 0};
    if (!topics_.emplace(topic.name, topic).second) {
      return Status(Code::kAlreadyExists, "topic " + topic.name + ": exists");
    }
    return topic;
  }
  Result<eventlog::Topic> change_topic(std::string_view name, int64_t seen_revision,
                                       const eventlog::TopicConfig& config) override {
    TRY_ASSIGN(eventlog::Topic topic, this->topic(name));
    if (topic.revision != seen_revision) return Status(Code::kAlreadyExists, "changed meanwhile");
    topic.config = config;
    ++topic.revision;
    topics_.insert_or_assign(topic.name, topic);
    return topic;
  }
  Status delete_topic(std::string_view) override { return Status(); }
  Result<eventlog::Topic> topic(std::string_view name) const override {
    auto found = topics_.find(std::string(name));
    if (found == topics_.end()) {
      return Status(Code::kNotFound, "topic " + std::string(name) + ": not found");
    }
    return found->second;
  }
  std::vector<eventlog::Topic> topics() const override {
    std::vector<eventlog::Topic> all;
    for (const auto& [name, topic] : topics_) all.push_back(topic);
    return all;
  }

  void append(std::string_view topic, Partition partition, std::vector<model::Record> records,
              eventlog::AppendDone done) override {
    auto failure = failures_.find(to_int32(partition));
    if (failure != failures_.end()) return done(failure->second);
    auto& stored = partitions_[{std::string(topic), partition}];
    Offset first{static_cast<int64_t>(stored.size())};
    for (model::Record& record : records) stored.push_back(std::move(record));
    done(first);
  }

  Result<std::vector<model::StoredRecord>> read(const model::TopicPartition&, Offset,
                                                const eventlog::ReadLimits&) const override {
    return std::vector<model::StoredRecord>();
  }
  Result<eventlog::OffsetRange> offsets(const model::TopicPartition& of) const override {
    auto found = topics_.find(of.topic);
    if (found == topics_.end() || to_int32(of.partition) < 0 ||
        to_int32(of.partition) >= found->second.config.partition_count) {
      return Status(Code::kNotFound, "partition: not found");
    }
    auto size = records(of.topic, to_int32(of.partition)).size();
    return eventlog::OffsetRange{Offset{0}, Offset{static_cast<int64_t>(size)}};
  }
  Result<Offset> offset_at(const model::TopicPartition&, UnixMillis) const override {
    return Offset{0};
  }
  uint64_t change_count() const override { return 0; }
  void wait_for_change(uint64_t, std::chrono::milliseconds) const override {}
  Status commit_positions(std::string_view, const eventlog::Positions&) override {
    return Status();
  }
  Result<eventlog::Positions> positions(std::string_view) const override {
    return eventlog::Positions();
  }
  Result<int64_t> apply_retention() override { return int64_t{0}; }

 private:
  std::map<std::string, eventlog::Topic> topics_;
  std::map<std::pair<std::string, Partition>, std::vector<model::Record>> partitions_;
  std::map<int32_t, Status> failures_;
};

}  // namespace pinflow::gateway
