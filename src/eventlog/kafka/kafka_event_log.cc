#include "eventlog/kafka/kafka_event_log.h"

#include "base/change_signal.h"
#include "eventlog/kafka/admin.h"
#include "eventlog/kafka/client.h"
#include "eventlog/kafka/group_offsets.h"
#include "eventlog/kafka/record_reader.h"
#include "eventlog/kafka/record_writer.h"
#include "eventlog/kafka/topic_catalog.h"
#include "eventlog/local/checks.h"

namespace pinflow::eventlog {
namespace {

// Servers learn of a topic one after the other.
constexpr std::chrono::seconds kSeenWithin{10};
constexpr std::chrono::milliseconds kLookAgainAfter{20};

Status check_is_kept(const TopicConfig& config) {
  if (config.closed.empty() && config.metadata.empty()) return Status();
  return Status(Code::kInvalidArgument,
                "kafka keeps no shards: streams of Kinesis need eventlog.type = \"local\"");
}

class KafkaEventLog final : public EventLog {
 public:
  KafkaEventLog(const KafkaEventLogOptions& options, std::unique_ptr<Client> client)
      : options_(options),
        client_(std::move(client)),
        reader_(options.client, [this] { changes_.raise(); }) {}

  Status start() {
    TRY_ASSIGN(writer_, RecordWriter::open(options_.client, options_.limits,
                                           [this](const TopicPartition& of, Offset end) {
                                             know_end(of, end);
                                             changes_.raise();
                                           }));
    catalog_ = std::make_unique<TopicCatalog>(
        admin_, options_.refresh_period,
        [this](const std::vector<std::string>& names) { forget(names); });
    TRY(catalog_->refresh());
    catalog_->keep_looking();
    return Status();
  }

  Abilities abilities() const override {
    return {.keeps_shards = false, .applies_retention = false, .knows_creation = false};
  }

  Result<Topic> create_topic(std::string_view name, const TopicConfig& config) override {
    const std::string context = "topic " + std::string(name);
    TRY(model::check_topic_name(name));
    TRY(check_config(config).with_context(context));
    TRY(check_is_kept(config).with_context(context));
    TRY(admin_.create_topic(name, config, options_.replication_factor));
    return when([&](const Topic* topic) { return topic != nullptr; }, name);
  }

  Result<Topic> change_topic(std::string_view name, int64_t seen_revision,
                             const TopicConfig& config) override {
    const std::string context = "topic " + std::string(name);
    std::lock_guard changing(changing_);
    TRY(catalog_->refresh(true));
    TRY_ASSIGN(Topic before, catalog_->find(name));
    if (before.revision != seen_revision) {
      return Status(Code::kAlreadyExists, context + ": was changed meanwhile");
    }
    TRY(check_change(before.config, config).with_context(context));
    TRY(check_is_kept(config).with_context(context));
    TRY(admin_.set_configs(name, config));
    if (config.partition_count > before.config.partition_count) {
      TRY(admin_.add_partitions(name, config.partition_count));
    }
    return when(
        [&](const Topic* topic) {
          return topic == nullptr || topic->config.partition_count >= config.partition_count;
        },
        name);
  }

  Status delete_topic(std::string_view name) override {
    TRY_ASSIGN(Topic before, catalog_->find(name));
    TRY(admin_.delete_topic(name));
    Status seen =
        when([&](const Topic* topic) { return !topic || topic->id != before.id; }, name).status();
    return seen.code() == Code::kNotFound ? Status() : seen;
  }

  Result<Topic> topic(std::string_view name) const override { return catalog_->find(name); }
  std::vector<Topic> topics() const override { return catalog_->all(); }
  Status takes_records() const override { return catalog_->refresh(); }

  void append(std::string_view name, Partition partition, std::vector<Record> records,
              AppendDone done) override {
    TopicPartition to{std::string(name), partition};
    Result<Topic> topic = find(to);
    if (!topic.ok()) return done(topic.status());
    Status status = check_records(records, topic->config.record_bytes_max);
    if (!status.ok()) return done(std::move(status));
    for (Record& record : records) {
      if (record.timestamp == UnixMillis{}) record.timestamp = options_.clock->now();
    }
    writer_->append(to, records, std::move(done));
  }

  Result<std::vector<StoredRecord>> read(const TopicPartition& from, Offset begin,
                                         const ReadLimits& limits) const override {
    TRY(find(from).status());
    if (begin < Offset{0}) return Status(Code::kOutOfRange, "read: an offset below 0");
    return reader_.read(from, begin, limits, known_end(from));
  }

  Result<OffsetRange> offsets(const TopicPartition& of) const override {
    TRY(find(of).status());
    TRY_ASSIGN(OffsetRange range, admin_.offsets(of));
    know_end(of, range.end);
    return range;
  }

  Result<Offset> offset_at(const TopicPartition& of, UnixMillis time) const override {
    TRY_ASSIGN(OffsetRange range, offsets(of));
    return admin_.offset_at(of, time, range.end);
  }

  uint64_t change_count() const override { return changes_.count(); }
  void wait_for_change(uint64_t seen, std::chrono::milliseconds timeout) const override {
    changes_.wait(seen, timeout);
  }

  Status commit_positions(std::string_view group, const Positions& positions) override {
    GroupOffsets::TopicIds ids;
    for (const auto& [of, offset] : positions) {
      TRY_ASSIGN(Topic topic, find(of));
      ids[of.topic] = topic.id;
    }
    return groups_.commit(group, positions, ids);
  }
  Result<Positions> positions(std::string_view group) const override {
    return groups_.positions(group, [this](const TopicPartition& of) {
      Result<Topic> topic = find(of);
      return topic.ok() ? topic->id : std::string();
    });
  }
  std::vector<std::string> groups() const override {
    Result<std::vector<std::string>> groups = groups_.groups();
    return groups.ok() ? *groups : std::vector<std::string>();
  }

  Status delete_group(std::string_view group) override { return groups_.remove(group); }

  Result<int64_t> apply_retention() override { return 0; }

 private:
  // The topic, which has the partition.
  Result<Topic> find(const TopicPartition& of) const {
    TRY_ASSIGN(Topic topic, catalog_->find(of.topic));
    int32_t partition = to_int32(of.partition);
    if (partition >= 0 && partition < topic.config.partition_count) return topic;
    return Status(Code::kNotFound, "topic " + of.topic + ": partition " +
                                       std::to_string(partition) + ": it has " +
                                       std::to_string(topic.config.partition_count));
  }

  // The topic, once what the server tells of it is `as_wanted`.
  Result<Topic> when(const std::function<bool(const Topic*)>& as_wanted, std::string_view name) {
    const auto deadline = std::chrono::steady_clock::now() + kSeenWithin;
    for (;;) {
      TRY(catalog_->refresh(true));
      Result<Topic> topic = catalog_->find(name);
      if (!topic.ok() && topic.status().code() != Code::kNotFound) return topic;
      if (as_wanted(topic.ok() ? &*topic : nullptr)) return topic;
      if (std::chrono::steady_clock::now() > deadline) {
        return Status(Code::kUnavailable, "kafka: topic " + std::string(name) +
                                              ": the change was taken but is not seen yet");
      }
      std::this_thread::sleep_for(kLookAgainAfter);
    }
  }

  void forget(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      {
        std::lock_guard lock(ends_mutex_);
        std::erase_if(ends_, [&](const auto& entry) { return entry.first.topic == name; });
      }
      reader_.forget(name);
    }
    changes_.raise();
  }

  void know_end(const TopicPartition& of, Offset end) const {
    std::lock_guard lock(ends_mutex_);
    Offset& known = ends_[of];
    known = std::max(known, end);
  }
  Offset known_end(const TopicPartition& of) const {
    std::lock_guard lock(ends_mutex_);
    auto known = ends_.find(of);
    return known == ends_.end() ? Offset{0} : known->second;
  }

  const KafkaEventLogOptions options_;
  ChangeSignal changes_;
  std::unique_ptr<Client> client_;
  Admin admin_{*client_};
  GroupOffsets groups_{*client_};
  mutable std::mutex ends_mutex_;
  mutable std::map<TopicPartition, Offset> ends_;  // Guarded by ends_mutex_: seen by anybody here.
  mutable RecordReader reader_;
  std::mutex changing_;  // One change of a topic at a time.
  std::unique_ptr<RecordWriter> writer_;
  std::unique_ptr<TopicCatalog> catalog_;
};

}  // namespace

Result<std::unique_ptr<EventLog>> open_kafka_event_log(const KafkaEventLogOptions& options) {
  if (!options.client.properties.contains("bootstrap.servers")) {
    return Status(Code::kInvalidArgument,
                  "kafka: bootstrap.servers: missing: name a server or two, as "
                  "\"b-1.example:9092,b-2.example:9092\"");
  }
  TRY_ASSIGN(auto client, Client::open(Client::Role::kReader, options.client));
  auto log = std::make_unique<KafkaEventLog>(options, std::move(client));
  TRY(log->start());
  return std::unique_ptr<EventLog>(std::move(log));
}

}  // namespace pinflow::eventlog
