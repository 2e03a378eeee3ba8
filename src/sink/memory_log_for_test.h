// An EventLog in memory for tests of the sink: as much of it as the sink uses, and failures on
// demand.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "eventlog/event_log.h"

namespace pinflow::sink {

class MemoryLog : public eventlog::EventLog {
 public:
  using Offset = model::Offset;
  using TopicPartition = model::TopicPartition;

  // Appends a value, at `milliseconds`; the topic is made when it is new.
  void add(const TopicPartition& to, std::optional<std::string> value, int64_t milliseconds = 0) {
    std::lock_guard lock(mutex_);
    Stored& stored = partitions_[to];
    model::Record record;
    record.value = std::move(value);
    record.timestamp = UnixMillis(std::chrono::milliseconds(milliseconds));
    stored.records.push_back(
        {Offset{static_cast<int64_t>(stored.records.size())}, std::move(record)});
    ++changes_;
    changed_.notify_all();
  }
  void forget_before(const TopicPartition& of, Offset begin) {
    std::lock_guard lock(mutex_);
    partitions_[of].begin = begin;
  }
  void fail_commits(int count) {
    std::lock_guard lock(mutex_);
    commits_to_fail_ = count;
  }

  std::vector<eventlog::Topic> topics() const override {
    std::lock_guard lock(mutex_);
    std::map<std::string, int32_t> partition_counts;
    for (const auto& [of, stored] : partitions_) {
      int32_t& count = partition_counts[of.topic];
      count = std::max(count, to_int32(of.partition) + 1);
    }
    std::vector<eventlog::Topic> all;
    for (const auto& [name, count] : partition_counts) {
      eventlog::Topic topic;
      topic.name = name;
      topic.config.partition_count = count;
      all.push_back(std::move(topic));
    }
    return all;
  }

  Result<std::vector<model::StoredRecord>> read(const TopicPartition& from, Offset begin,
                                                const eventlog::ReadLimits& limits) const override {
    std::lock_guard lock(mutex_);
    std::vector<model::StoredRecord> found;
    const auto& records = partitions_.at(from).records;
    for (size_t i = static_cast<size_t>(begin); i < records.size(); ++i) {
      if (found.size() == limits.count_max) break;
      found.push_back(records[i]);
    }
    return found;
  }

  Result<eventlog::OffsetRange> offsets(const TopicPartition& of) const override {
    std::lock_guard lock(mutex_);
    auto found = partitions_.find(of);
    if (found == partitions_.end()) return eventlog::OffsetRange{};
    return eventlog::OffsetRange{found->second.begin,
                                 Offset{static_cast<int64_t>(found->second.records.size())}};
  }

  uint64_t change_count() const override {
    std::lock_guard lock(mutex_);
    return changes_;
  }
  void wait_for_change(uint64_t seen, std::chrono::milliseconds timeout) const override {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, timeout, [&] { return changes_ != seen; });
  }

  Status commit_positions(std::string_view group, const eventlog::Positions& positions) override {
    std::lock_guard lock(mutex_);
    if (commits_to_fail_ > 0) {
      --commits_to_fail_;
      return Status(Code::kUnavailable, "commit: no space left");
    }
    for (const auto& [of, offset] : positions) groups_[std::string(group)][of] = offset;
    return Status();
  }
  Result<eventlog::Positions> positions(std::string_view group) const override {
    std::lock_guard lock(mutex_);
    auto found = groups_.find(std::string(group));
    return found == groups_.end() ? eventlog::Positions() : found->second;
  }
  std::vector<std::string> groups() const override { return {}; }
  Status delete_group(std::string_view) override { return Status(Code::kNotFound, "group"); }

  // Topics made so, and what was appended to them.
  Result<eventlog::Topic> create_topic(std::string_view name,
                                       const eventlog::TopicConfig&) override {
    std::lock_guard lock(mutex_);
    partitions_[{std::string(name), model::Partition{0}}];
    return eventlog::Topic();
  }
  void append(std::string_view topic, model::Partition partition,
              std::vector<model::Record> records, eventlog::AppendDone done) override {
    std::unique_lock lock(mutex_);
    auto found = partitions_.find({std::string(topic), partition});
    if (found == partitions_.end()) {
      lock.unlock();
      return done(Status(Code::kNotFound, "no such topic"));
    }
    std::vector<model::StoredRecord>& stored = found->second.records;
    Offset first{static_cast<int64_t>(stored.size())};
    for (model::Record& record : records) {
      stored.push_back({Offset{static_cast<int64_t>(stored.size())}, std::move(record)});
    }
    lock.unlock();
    done(first);
  }

  // What the sink never asks for.
  Result<eventlog::Topic> change_topic(std::string_view, int64_t,
                                       const eventlog::TopicConfig&) override {
    return unused();
  }
  Status delete_topic(std::string_view) override { return unused(); }
  Result<eventlog::Topic> topic(std::string_view) const override { return unused(); }
  Result<Offset> offset_at(const TopicPartition&, UnixMillis) const override { return unused(); }
  Result<int64_t> apply_retention() override { return unused(); }

 private:
  struct Stored {
    Offset begin{};
    std::vector<model::StoredRecord> records;  // From offset 0.
  };
  static Status unused() { return Status(Code::kInvalidArgument, "not in this test log"); }

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::map<TopicPartition, Stored> partitions_;
  std::map<std::string, eventlog::Positions> groups_;
  uint64_t changes_ = 0;
  int commits_to_fail_ = 0;
};

}  // namespace pinflow::sink
