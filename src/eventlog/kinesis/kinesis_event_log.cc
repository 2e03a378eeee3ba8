#include "eventlog/kinesis/kinesis_event_log.h"

#include <algorithm>
#include <condition_variable>
#include <shared_mutex>

#include "base/file.h"
#include "eventlog/kinesis/followed_stream.h"
#include "eventlog/kinesis/mark_file.h"
#include "eventlog/kinesis/shard_json.h"
#include "eventlog/local/checks.h"
#include "telemetry/log.h"

namespace pinflow::eventlog {
namespace {

using std::chrono::milliseconds;

// How long a stream may be CREATING or DELETING.
constexpr std::chrono::seconds kActiveWithin{120};
constexpr milliseconds kAskAgainAfter{50};
constexpr milliseconds kAskAgainAtMost{2000};

// Of a value without a key, for which a partition key of one letter is put.
constexpr uint64_t kValueBytesMax = kPutBytesMax - 1;

bool is_named(const std::vector<std::string>& patterns, std::string_view name) {
  return std::ranges::any_of(patterns, [&](std::string_view pattern) {
    if (!pattern.ends_with('*')) return pattern == name;
    return name.starts_with(pattern.substr(0, pattern.size() - 1));
  });
}

bool is_usable(const StreamDescription& stream) {
  return stream.status == "ACTIVE" || stream.status == "UPDATING";
}

struct SeenStream {
  TopicPointer topic;
  std::shared_ptr<FollowedStream> stream;
};
using Seen = std::shared_ptr<const SeenStream>;

class KinesisEventLog final : public EventLog {
 public:
  KinesisEventLog(const KinesisEventLogOptions& options, std::unique_ptr<KinesisService> service,
                  std::unique_ptr<EventLog> copy, MarksOfTopics marks)
      : options_(options),
        service_(std::move(service)),
        copy_(std::move(copy)),
        marks_(std::move(marks)),
        pool_(options.tail_thread_count, options.read_interval) {}

  ~KinesisEventLog() override {
    looking_.request_stop();
    if (looking_.joinable()) looking_.join();
    seen_.clear();
  }

  Status start() {
    TRY(refresh());
    looking_ = std::jthread([this](const std::stop_token& stop) { look(stop); });
    return Status();
  }

  Abilities abilities() const override {
    return {.keeps_shards = false, .adds_partitions = false, .keeps_times = false};
  }

  Result<Topic> create_topic(std::string_view name, const TopicConfig& config) override {
    TRY(model::check_topic_name(name));
    TRY(check_config(config).with_context("topic " + std::string(name)));
    if (!config.closed.empty() || !config.metadata.empty()) return keeps_no_shards(name);
    if (!is_named(options_.streams, name)) {
      return Status(Code::kInvalidArgument,
                    "topic " + std::string(name) + ": eventlog.kinesis.streams does not name it");
    }
    std::lock_guard changing(changing_);
    Status created = service_->create_stream(name, config.partition_count);
    if (created.code() == Code::kAlreadyExists) TRY(adopt(name, nullptr));
    TRY(std::move(created));
    TRY(wait_until(name, [](const auto& stream) { return stream.ok() && is_usable(*stream); }));
    TRY(adopt(name, &config));
    TRY_ASSIGN(const Seen seen, find(name));
    return *seen->topic;
  }

  Result<Topic> change_topic(std::string_view name, int64_t seen_revision,
                             const TopicConfig& config) override {
    std::lock_guard changing(changing_);
    TRY_ASSIGN(const Seen seen, find(name));
    const TopicConfig& before = seen->topic->config;
    const bool is_kept = config.closed == before.closed && config.metadata == before.metadata &&
                         config.partition_count == before.partition_count;
    if (!is_kept) return keeps_no_shards(name);
    TopicConfig wanted = config;
    wanted.record_bytes_max = std::min(wanted.record_bytes_max, kValueBytesMax);
    TRY_ASSIGN(Topic changed, copy_->change_topic(name, seen_revision, wanted));
    changed.created_at = seen->topic->created_at;
    set_seen(std::move(changed), seen->stream);
    return *(*find(name))->topic;
  }

  Status delete_topic(std::string_view name) override {
    std::lock_guard changing(changing_);
    TRY(find(name).status());
    TRY(service_->delete_stream(name));
    forget(name);
    TRY(copy_->delete_topic(name));
    return wait_until(name, [](const auto& stream) {
      return !stream.ok() && stream.status().code() == Code::kNotFound;
    });
  }

  Result<Topic> topic(std::string_view name) const override {
    TRY_ASSIGN(const Seen seen, find(name));
    return *seen->topic;
  }
  Result<TopicPointer> shared_topic(std::string_view name) const override {
    TRY_ASSIGN(const Seen seen, find(name));
    return seen->topic;
  }
  std::vector<Topic> topics() const override {
    std::shared_lock lock(seen_mutex_);
    std::vector<Topic> topics;
    for (const auto& [name, seen] : seen_) topics.push_back(*seen->topic);
    return topics;
  }

  void append(std::string_view topic, Partition partition, std::vector<Record> records,
              AppendDone done) override {
    Result<Seen> seen = find_partition({std::string(topic), partition});
    if (!seen.ok()) return done(seen.status());
    Status status = check_records(records, (*seen)->topic->config.record_bytes_max);
    if (!status.ok()) return done(std::move(status));
    (*seen)->stream->append(partition, records, std::move(done));
  }

  Result<std::vector<StoredRecord>> read(const TopicPartition& from, Offset begin,
                                         const ReadLimits& limits) const override {
    TRY(find_partition(from).status());
    TRY_ASSIGN(auto records, copy_->read(from, begin, limits));
    for (StoredRecord& stored : records) take_mark(&stored.record);
    return records;
  }
  Result<OffsetRange> offsets(const TopicPartition& of) const override {
    TRY(find_partition(of).status());
    return copy_->offsets(of);
  }
  Result<Offset> offset_at(const TopicPartition& of, UnixMillis time) const override {
    TRY(find_partition(of).status());
    return copy_->offset_at(of, time);
  }
  Status catch_up(const TopicPartition& of) const {
    TRY_ASSIGN(const Seen seen, find_partition(of));
    return seen->stream->catch_up(of.partition);
  }
  Result<RecordPlace> locate(const TopicPartition& of, Offset offset) const override {
    TRY(find_partition(of).status());
    return copy_->locate(of, offset);
  }

  uint64_t change_count() const override { return copy_->change_count(); }
  void wait_for_change(uint64_t seen, milliseconds timeout) const override {
    copy_->wait_for_change(seen, timeout);
  }

  Status commit_positions(std::string_view group, const Positions& positions) override {
    for (const auto& [of, offset] : positions) TRY(find_partition(of).status());
    return copy_->commit_positions(group, positions);
  }
  Result<Positions> positions(std::string_view group) const override {
    return copy_->positions(group);
  }
  std::vector<std::string> groups() const override { return copy_->groups(); }
  Status delete_group(std::string_view group) override { return copy_->delete_group(group); }

  Status takes_records() const override {
    TRY(copy_->takes_records());
    std::shared_lock lock(seen_mutex_);
    return reached_;
  }

  Result<int64_t> apply_retention() override {
    {
      std::lock_guard changing(changing_);
      TRY(note_marks());
    }
    return copy_->apply_retention();
  }

 private:
  static Status keeps_no_shards(std::string_view name) {
    return Status(Code::kInvalidArgument,
                  "topic " + std::string(name) +
                      ": shards are the service's: `aws kinesis update-shard-count` reshards the "
                      "stream, and what comes of it is followed");
  }

  Result<Seen> find(std::string_view name) const {
    std::shared_lock lock(seen_mutex_);
    auto found = seen_.find(name);
    if (found != seen_.end()) return found->second;
    return Status(Code::kNotFound, "topic " + std::string(name) + ": unknown");
  }

  // Whoever asks for a partition gets its records from now on.
  Result<Seen> find_partition(const TopicPartition& of) const {
    TRY_ASSIGN(const Seen seen, find(of.topic));
    const int32_t partition = to_int32(of.partition);
    if (partition < 0 || partition >= seen->topic->config.partition_count) {
      return Status(Code::kNotFound,
                    "topic " + of.topic + ": no partition " + std::to_string(partition));
    }
    seen->stream->start();
    return seen;
  }

  Status wait_until(std::string_view name,
                    const std::function<bool(const Result<StreamDescription>&)>& is_so) {
    const auto deadline = std::chrono::steady_clock::now() + kActiveWithin;
    milliseconds pause = kAskAgainAfter;
    while (true) {
      const Result<StreamDescription> stream = service_->describe(name);
      if (is_so(stream)) return Status();
      if (!stream.ok() && stream.status().code() != Code::kNotFound) return stream.status();
      if (std::chrono::steady_clock::now() > deadline) {
        return Status(Code::kUnavailable, "kinesis: stream " + std::string(name) +
                                              ": the change was taken but is not seen yet");
      }
      std::this_thread::sleep_for(pause);
      pause = std::min(2 * pause, kAskAgainAtMost);
    }
  }

  // Makes the copy what the stream is: the functions below are called under changing_.
  Status adopt(std::string_view name, const TopicConfig* wanted) {
    TRY_ASSIGN(const StreamDescription stream, service_->describe(name));
    if (!is_usable(stream)) return Status();
    TRY_ASSIGN(std::vector<StreamShard> shards, service_->list_shards(name));
    const Result<Topic> known = copy_->topic(name);
    const bool is_same = known.ok() && created_at_of(known->config.metadata) == stream.created_at;
    if (known.ok() && !is_same) {
      telemetry::log(telemetry::Level::kWarning, "eventlog",
                     "a stream was made anew: the copy of the old one is deleted",
                     {{"stream", name}});
      forget(name);
      TRY(copy_->delete_topic(name));
    }
    TopicConfig config;
    config.retention_time = options_.retention_time;
    config.retention_bytes = options_.retention_bytes;
    if (wanted != nullptr) config = *wanted;
    if (is_same) config = known->config;
    config.record_bytes_max = std::min(config.record_bytes_max, kValueBytesMax);
    auto seen = find(name);
    auto followed = seen.ok() ? (*seen)->stream : nullptr;
    if (followed != nullptr) config.closed.merge(followed->take_ended());
    config.partition_count = std::max(config.partition_count, partition_count_of(shards));
    config.metadata = shards_to_json(stream.created_at, shards);
    TRY_ASSIGN(Topic topic, keep(name, is_same ? &*known : nullptr, config));
    if (followed == nullptr) {
      followed = std::make_shared<FollowedStream>(nouns_, std::string(name), marks_[topic.id]);
    }
    topic.created_at = stream.created_at;
    const std::set<Partition> drained = topic.config.closed;
    set_seen(std::move(topic), followed);
    followed->set_shards(std::move(shards), drained);
    followed->refuse_late();
    return Status();
  }

  Result<Topic> keep(std::string_view name, const Topic* known, const TopicConfig& config) {
    if (known == nullptr) return copy_->create_topic(name, config);
    const bool is_changed = known->config.partition_count != config.partition_count ||
                            known->config.closed != config.closed ||
                            known->config.record_bytes_max != config.record_bytes_max ||
                            known->config.metadata != config.metadata;
    return is_changed ? copy_->change_topic(name, known->revision, config) : *known;
  }

  void set_seen(Topic topic, std::shared_ptr<FollowedStream> stream) {
    auto seen = std::make_shared<const SeenStream>(
        SeenStream{std::make_shared<const Topic>(std::move(topic)), std::move(stream)});
    std::unique_lock lock(seen_mutex_);
    seen_[seen->topic->name] = std::move(seen);
  }

  void forget(std::string_view name) {
    Seen gone;  // Its end waits for its tails.
    std::unique_lock lock(seen_mutex_);
    auto found = seen_.find(name);
    if (found == seen_.end()) return;
    gone = found->second;
    seen_.erase(found);
    lock.unlock();
  }

  Status refresh() {
    std::lock_guard changing(changing_);
    Status status = look_at_all();
    std::unique_lock lock(seen_mutex_);
    reached_ = status;
    return status;
  }

  // One stream that cannot be looked at keeps nobody from the others.
  Status look_at_all() {
    TRY_ASSIGN(std::vector<std::string> names, service_->list_streams());
    std::erase_if(names, [&](const auto& name) { return !is_named(options_.streams, name); });
    std::vector<std::string> gone;
    {
      std::shared_lock lock(seen_mutex_);
      for (const auto& [name, seen] : seen_) {
        if (std::ranges::find(names, name) == names.end()) gone.push_back(name);
      }
    }
    for (const std::string& name : gone) forget(name);
    Status first;
    for (const std::string& name : names) {
      const auto seen = find(name);
      if (seen.ok() && !(*seen)->stream->has_started()) continue;
      Status status = adopt(name, nullptr);
      if (status.code() == Code::kNotFound) {
        forget(name);
      } else if (!status.ok() && first.ok()) {
        first = std::move(status).with_context("stream " + name);
      }
    }
    return first;
  }

  void look(const std::stop_token& stop) {
    bool was_reached = true;
    while (!stop.stop_requested()) {
      {
        std::unique_lock lock(looking_mutex_);
        asked_.wait_for(lock, stop, options_.refresh_period, [this] { return is_asked_; });
        is_asked_ = false;
      }
      if (stop.stop_requested()) return;
      Status status = refresh();
      if (!status.ok() && was_reached) {
        telemetry::log(telemetry::Level::kWarning, "eventlog", "streams are not up to date",
                       {{"cause", status.message()}});
      }
      was_reached = status.ok();
    }
  }

  void look_soon() {
    std::lock_guard lock(looking_mutex_);
    is_asked_ = true;
    asked_.notify_all();
  }

  // Of the copies of all streams, before records of them go.
  Status note_marks() {
    MarksOfTopics marks;
    for (const Topic& topic : copy_->topics()) {
      if (auto known = marks_.find(topic.id); known != marks_.end()) marks.insert(*known);
      for (int32_t index = 0; index < topic.config.partition_count; ++index) {
        const TopicPartition of{topic.name, Partition{index}};
        TRY_ASSIGN(const OffsetRange range, copy_->offsets(of));
        if (range.begin == range.end) continue;
        TRY_ASSIGN(auto last, copy_->read(of, range.end + -1, {.count_max = 1}));
        if (!last.empty()) marks[topic.id][index] = take_mark(&last.front().record);
      }
    }
    TRY(write_marks(options_.folder / "marks.json", marks));
    marks_ = std::move(marks);
    std::shared_lock lock(seen_mutex_);
    for (const auto& [name, seen] : seen_) seen->stream->set_marks(marks_[seen->topic->id]);
    return Status();
  }

  const KinesisEventLogOptions options_;
  const std::unique_ptr<KinesisService> service_;
  const std::unique_ptr<EventLog> copy_;

  std::mutex changing_;       // One change at a time; held during requests.
  MarksOfTopics marks_;       // Guarded by changing_.
  std::mutex looking_mutex_;  // Guards:
  bool is_asked_ = false;     // To look soon.
  std::condition_variable_any asked_;
  TailPool pool_;
  const FollowNouns nouns_{*service_,
                           *copy_,
                           pool_,
                           options_.read_interval,
                           options_.idle_interval,
                           options_.limits,
                           [this] { look_soon(); }};

  mutable std::shared_mutex seen_mutex_;  // Guards:
  std::map<std::string, Seen, std::less<>> seen_;
  Status reached_;

  std::jthread looking_;
};

}  // namespace

Result<std::unique_ptr<EventLog>> open_kinesis_event_log(const KinesisEventLogOptions& options) {
  TRY_ASSIGN(auto service, open_kinesis_service(options.service));
  TRY(create_directories_durably(options.folder));
  TRY_ASSIGN(auto marks, read_marks(options.folder / "marks.json"));
  TRY_ASSIGN(auto copy, open_local_event_log(options.folder, options.local));
  auto log = std::make_unique<KinesisEventLog>(options, std::move(service), std::move(copy),
                                               std::move(marks));
  TRY(log->start());
  return std::unique_ptr<EventLog>(std::move(log));
}

Status catch_up(const EventLog& log, const TopicPartition& of) {
  const auto* followed = dynamic_cast<const KinesisEventLog*>(&log);
  return followed == nullptr ? Status() : followed->catch_up(of);
}

}  // namespace pinflow::eventlog
