#include "eventlog/local/local_event_log.h"

#include <atomic>
#include <shared_mutex>

#include "base/change_signal.h"
#include "base/uuid.h"
#include "eventlog/local/checks.h"
#include "eventlog/local/directory_lock.h"
#include "eventlog/local/foreign_batch.h"
#include "eventlog/local/group_commit.h"
#include "eventlog/local/group_positions.h"
#include "eventlog/local/producer_ids.h"
#include "eventlog/local/topic_folders.h"

namespace pinflow::eventlog {
namespace {

struct LiveTopic {
  Topic topic;
  std::vector<std::shared_ptr<QueuedPartition>> partitions;
};

class LocalEventLog final : public EventLog, public BatchLog {
 public:
  LocalEventLog(File lock, TopicFolders folders, std::unique_ptr<GroupPositions> positions,
                std::unique_ptr<ProducerIds> producer_ids, const LocalEventLogOptions& options)
      : lock_(std::move(lock)),
        folders_(std::move(folders)),
        options_(options),
        positions_(std::move(positions)),
        producer_ids_(std::move(producer_ids)),
        commits_(options.commit_count_max, options.queue_bytes_max, [this] { changes_.raise(); }) {}

  Status recover() {
    TRY_ASSIGN(std::vector<Topic> topics, folders_.list());
    for (Topic& topic : topics) TRY(add_live(std::move(topic)));
    return Status();
  }

  Result<Topic> create_topic(std::string_view name, const TopicConfig& config) override {
    TRY(model::check_topic_name(name));
    TRY(check_config(config).with_context("topic " + std::string(name)));
    std::lock_guard changing(changing_topics_);
    if (find(name)) return Status(Code::kAlreadyExists, "topic " + std::string(name) + ": exists");
    Topic topic{std::string(name), uuid4(), config, options_.clock->now(), 0};
    TRY(folders_.create(topic));
    TRY(add_live(topic));
    changes_.raise();
    return topic;
  }

  Result<Topic> change_topic(std::string_view name, int64_t seen_revision,
                             const TopicConfig& config) override {
    std::lock_guard changing(changing_topics_);
    TRY_ASSIGN(auto live, find_topic(name));
    if (live->topic.revision != seen_revision) {
      return Status(Code::kAlreadyExists, "topic " + std::string(name) + ": was changed meanwhile");
    }
    TRY(check_change(live->topic.config, config).with_context("topic " + std::string(name)));
    auto changed = std::make_shared<LiveTopic>(*live);
    changed->topic.config = config;
    ++changed->topic.revision;
    TRY(open_partitions(changed.get()));
    Status status = folders_.write(changed->topic);
    if (!status.ok()) {
      for (Partition closed : config.closed) {
        if (!live->topic.config.closed.contains(closed)) commits_.reopen(&at(*changed, closed));
      }
      return status;
    }
    Topic topic = changed->topic;
    set_live(std::move(changed));
    return topic;
  }

  Status delete_topic(std::string_view name) override {
    std::lock_guard changing(changing_topics_);
    TRY_ASSIGN(auto live, find_topic(name));
    {
      std::unique_lock lock(topics_mutex_);
      topics_.erase(topics_.find(name));
    }
    for (const auto& partition : live->partitions) partition->log->close_for_deletion();
    TRY(folders_.remove(live->topic));
    TRY(positions_->forget_topic(live->topic.id));
    changes_.raise();
    return Status();
  }

  Result<Topic> topic(std::string_view name) const override {
    TRY_ASSIGN(auto live, find_topic(name));
    return live->topic;
  }

  Result<TopicPointer> shared_topic(std::string_view name) const override {
    TRY_ASSIGN(auto live, find_topic(name));
    return TopicPointer(live, &live->topic);
  }

  std::vector<Topic> topics() const override {
    std::shared_lock lock(topics_mutex_);
    std::vector<Topic> topics;
    for (const auto& [name, live] : topics_) topics.push_back(live->topic);
    return topics;
  }

  void append(std::string_view topic, Partition partition, std::vector<Record> records,
              AppendDone done) override {
    auto live = find_topic(topic);
    if (!live.ok()) return done(live.status());
    auto queued = find_partition(**live, partition);
    if (!queued.ok()) return done(queued.status());
    Status status = check_records(records, (*live)->topic.config.record_bytes_max);
    if (!status.ok()) return done(std::move(status));
    for (Record& record : records) {
      if (record.timestamp == UnixMillis{}) record.timestamp = options_.clock->now();
    }
    commits_.append(std::move(*queued), std::move(records), std::move(done));
  }

  BatchLog* batches() override { return this; }

  void append_batch(std::string_view topic, Partition partition, std::string batch,
                    AppendDone done) override {
    auto live = find_topic(topic);
    if (!live.ok()) return done(live.status());
    auto queued = find_partition(**live, partition);
    if (!queued.ok()) return done(queued.status());
    Status status = check_foreign_batch((*live)->topic.config.record_bytes_max, &batch);
    if (!status.ok()) return done(std::move(status));
    commits_.append(std::move(*queued), std::move(batch), std::move(done));
  }

  Result<std::string> read_batches(const TopicPartition& from, Offset begin,
                                   uint64_t bytes_max) const override {
    TRY_ASSIGN(auto partition, find_partition(from.topic, from.partition));
    return partition->log->read_batches(begin, bytes_max);
  }

  Result<ProducerId> new_producer_id() override { return producer_ids_->next(); }

  Result<std::vector<StoredRecord>> read(const TopicPartition& from, Offset begin,
                                         const ReadLimits& limits) const override {
    TRY_ASSIGN(auto partition, find_partition(from.topic, from.partition));
    return partition->log->read(begin, limits);
  }

  Result<OffsetRange> offsets(const TopicPartition& of) const override {
    TRY_ASSIGN(auto partition, find_partition(of.topic, of.partition));
    return partition->log->offsets();
  }

  Result<Offset> offset_at(const TopicPartition& of, UnixMillis time) const override {
    TRY_ASSIGN(auto partition, find_partition(of.topic, of.partition));
    return partition->log->offset_at(time);
  }

  Result<RecordPlace> locate(const TopicPartition& of, Offset offset) const override {
    TRY_ASSIGN(auto partition, find_partition(of.topic, of.partition));
    return partition->log->locate(offset);
  }

  uint64_t change_count() const override { return changes_.count(); }
  void wait_for_change(uint64_t seen, std::chrono::milliseconds timeout) const override {
    changes_.wait(seen, timeout);
  }

  Status commit_positions(std::string_view group, const Positions& positions) override {
    GroupPositions::ByTopicId by_id;
    for (const auto& [of, offset] : positions) {
      TRY(find_partition(of.topic, of.partition).status());
      TRY_ASSIGN(auto live, find_topic(of.topic));
      by_id[{live->topic.id, of.partition}] = offset;
    }
    return positions_->commit(group, by_id);
  }

  Result<Positions> positions(std::string_view group) const override {
    auto by_id = positions_->positions(group);
    Positions positions;
    for (const Topic& topic : topics()) {
      auto position = by_id.lower_bound({topic.id, Partition{0}});
      for (; position != by_id.end() && position->first.first == topic.id; ++position) {
        positions[{topic.name, position->first.second}] = position->second;
      }
    }
    return positions;
  }

  std::vector<std::string> groups() const override { return positions_->groups(); }
  Status delete_group(std::string_view group) override { return positions_->forget_group(group); }

  Status takes_records() const override {
    for (const auto& live : live_topics()) {
      for (const auto& partition : live->partitions) {
        Status status = partition->log->takes_records();
        if (!status.ok()) return std::move(status).with_context("topic " + live->topic.name);
      }
    }
    return Status();
  }

  Result<int64_t> apply_retention() override {
    int64_t removed_count = 0;
    for (const auto& live : live_topics()) {
      for (const auto& partition : live->partitions) {
        auto removed = partition->log->apply_retention(live->topic.config, options_.clock->now());
        if (removed.status().code() == Code::kNotFound) break;  // Deleted meanwhile.
        if (!removed.ok()) return removed.status().with_context("topic " + live->topic.name);
        removed_count += *removed;
      }
    }
    return removed_count;
  }

 private:
  using LivePointer = std::shared_ptr<const LiveTopic>;

  Status add_live(Topic topic) {
    auto live = std::make_shared<LiveTopic>();
    live->topic = std::move(topic);
    TRY(open_partitions(live.get()));
    set_live(std::move(live));
    return Status();
  }

  // Those that the config has and `live` has not yet; and closes what is to be closed.
  Status open_partitions(LiveTopic* live) {
    const TopicConfig& config = live->topic.config;
    for (auto index = static_cast<int32_t>(live->partitions.size()); index < config.partition_count;
         ++index) {
      auto folder = folders_.partition_folder(live->topic, Partition{index});
      TRY_ASSIGN(auto log, PartitionLog::open(folder, options_.segment_bytes_max));
      live->partitions.push_back(std::make_shared<QueuedPartition>(std::move(log)));
    }
    for (Partition closed : config.closed) commits_.close(&at(*live, closed));
    return Status();
  }

  static QueuedPartition& at(const LiveTopic& live, Partition partition) {
    return *live.partitions[static_cast<size_t>(to_int32(partition))];
  }

  void set_live(LivePointer live) {
    std::unique_lock lock(topics_mutex_);
    topics_[live->topic.name] = std::move(live);
  }

  std::vector<LivePointer> live_topics() const {
    std::shared_lock lock(topics_mutex_);
    std::vector<LivePointer> all;
    for (const auto& [name, live] : topics_) all.push_back(live);
    return all;
  }

  LivePointer find(std::string_view name) const {
    std::shared_lock lock(topics_mutex_);
    auto found = topics_.find(name);
    return found == topics_.end() ? nullptr : found->second;
  }

  Result<LivePointer> find_topic(std::string_view name) const {
    LivePointer live = find(name);
    if (live == nullptr) return Status(Code::kNotFound, "topic " + std::string(name) + ": unknown");
    return live;
  }

  Result<std::shared_ptr<QueuedPartition>> find_partition(std::string_view topic,
                                                          Partition partition) const {
    TRY_ASSIGN(LivePointer live, find_topic(topic));
    return find_partition(*live, partition);
  }

  static Result<std::shared_ptr<QueuedPartition>> find_partition(const LiveTopic& live,
                                                                 Partition partition) {
    auto index = static_cast<size_t>(to_int32(partition));
    if (to_int32(partition) >= 0 && index < live.partitions.size()) return live.partitions[index];
    return Status(Code::kNotFound, "topic " + live.topic.name + ": no partition " +
                                       std::to_string(to_int32(partition)));
  }

  const File lock_;
  const TopicFolders folders_;
  const LocalEventLogOptions options_;
  const std::unique_ptr<GroupPositions> positions_;
  const std::unique_ptr<ProducerIds> producer_ids_;
  ChangeSignal changes_;

  std::mutex changing_topics_;              // One creation or deletion at a time; held during I/O.
  mutable std::shared_mutex topics_mutex_;  // Guards:
  std::map<std::string, LivePointer, std::less<>> topics_;

  GroupCommit commits_;  // Last, so that it completes what is queued while all else is there.
};

}  // namespace

Result<std::unique_ptr<EventLog>> open_local_event_log(const std::filesystem::path& directory,
                                                       const LocalEventLogOptions& options) {
  TRY_ASSIGN(File lock, lock_directory(directory));
  TRY_ASSIGN(TopicFolders folders, TopicFolders::open(directory / "topics"));
  TRY_ASSIGN(auto positions, GroupPositions::open(directory / "groups"));
  TRY_ASSIGN(auto producer_ids, ProducerIds::open(directory / "producer_ids"));
  auto log = std::make_unique<LocalEventLog>(
      std::move(lock), std::move(folders), std::move(positions), std::move(producer_ids), options);
  Status status = log->recover();
  if (!status.ok()) return std::move(status).with_context("open the event log");
  return std::unique_ptr<EventLog>(std::move(log));
}

}  // namespace pinflow::eventlog
