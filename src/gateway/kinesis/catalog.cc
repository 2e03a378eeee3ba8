#include "gateway/kinesis/catalog.h"

#include <algorithm>

#include "gateway/kinesis/fault.h"
#include "telemetry/log.h"

namespace pinflow::gateway::kinesis {
namespace {

constexpr std::chrono::hours kRetentionMax{8760};
constexpr size_t kStreamNameBytesMax = 128;
constexpr uint64_t kBytesInKib = 1024;

Status not_found(const std::string& name, const KinesisOptions& options) {
  return resource_not_found("Stream " + name + " under account " + options.account + " not found.");
}

}  // namespace

int64_t Stream::retention_hours() const {
  std::chrono::milliseconds retention = topic.config.retention_time.value_or(kRetentionMax);
  return std::chrono::floor<std::chrono::hours>(
             std::min<std::chrono::milliseconds>(retention, kRetentionMax))
      .count();
}

int64_t Stream::record_kib_max() const {
  bool is_plain_topic = topic.config.metadata.empty();
  uint64_t size_bytes =
      topic.config.record_bytes_max - (is_plain_topic ? 0 : kPartitionKeyBytesMax);
  return static_cast<int64_t>(size_bytes / kBytesInKib);
}

Catalog::Catalog(eventlog::EventLog& log, const KinesisOptions& options)
    : log_(log), options_(options) {
  for (const StreamPointer& stream : all()) {
    if (stream->state.deleted_at) to_delete_[stream->name()] = *stream->state.deleted_at;
  }
  deleter_ = std::jthread([this](const std::stop_token& stop) { delete_when_due(stop); });
}

Catalog::~Catalog() = default;

Result<StreamPointer> Catalog::find(const std::string& name) {
  auto topic = log_.shared_topic(name);
  if (!topic.ok()) return not_found(name, options_);
  if (auto known = cached(name, (*topic)->id, (*topic)->revision)) return known;
  return load(**topic);
}

std::vector<StreamPointer> Catalog::all() {
  std::vector<StreamPointer> streams;
  for (const eventlog::Topic& topic : log_.topics()) {
    if (topic.name.size() > kStreamNameBytesMax) continue;
    if (auto stream = find(topic.name); stream.ok()) streams.push_back(*stream);
  }
  return streams;
}

StreamPointer Catalog::cached(const std::string& name, const std::string& id, int64_t revision) {
  std::lock_guard lock(mutex_);
  auto found = streams_.find(name);
  if (found == streams_.end()) return nullptr;
  const eventlog::Topic& topic = found->second->topic;
  return topic.id == id && topic.revision == revision ? found->second : nullptr;
}

Result<StreamPointer> Catalog::load(eventlog::Topic topic) {
  TRY_ASSIGN(StreamState state, read_stream_state(topic));
  std::lock_guard lock(mutex_);
  auto& place = streams_[topic.name];
  std::shared_ptr<Traffic> traffic;
  if (place && place->topic.id == topic.id) {
    if (place->topic.revision >= topic.revision) return place;  // Another thread was first.
    traffic = place->traffic;
  } else {
    traffic = std::make_shared<Traffic>();
    traffic->last_stamp = last_time_in(topic);
  }
  place = std::make_shared<Stream>(Stream{std::move(topic), std::move(state), std::move(traffic)});
  return place;
}

// Whatever the clock did meanwhile, times go on from here.
UnixMillis Catalog::last_time_in(const eventlog::Topic& topic) const {
  UnixMillis last{};
  for (int32_t index = 0; index < topic.config.partition_count; ++index) {
    const model::TopicPartition of{topic.name, model::Partition{index}};
    auto range = log_.offsets(of);
    if (!range.ok() || range->begin == range->end) continue;
    auto records = log_.read(of, range->end + -1, {.count_max = 1});
    if (records.ok() && !records->empty()) {
      last = std::max(last, records->front().record.timestamp);
    }
  }
  return last;
}

StreamStatus Catalog::status_of(const Stream& stream) const {
  const UnixMillis now = options_.clock->now();
  if (stream.state.deleted_at) return StreamStatus::kDeleting;
  bool is_plain_topic = stream.topic.config.metadata.empty();
  if (is_plain_topic) return StreamStatus::kActive;
  if (now < stream.topic.created_at + options_.state_delay) return StreamStatus::kCreating;
  if (now < stream.state.changed_at + options_.state_delay) return StreamStatus::kUpdating;
  return StreamStatus::kActive;
}

int64_t Catalog::open_shard_count() {
  int64_t count = 0;
  for (const StreamPointer& stream : all()) count += stream->state.shards.open_count();
  return count;
}

Status Catalog::create(const std::string& name, const StreamState& state,
                       const eventlog::TopicConfig& config) {
  eventlog::TopicConfig whole = config;
  whole.partition_count = static_cast<int32_t>(state.shards.all().size());
  whole.metadata = to_json(state);
  Status status = log_.create_topic(name, whole).status();
  if (status.code() != Code::kAlreadyExists) return status;
  return resource_in_use("Stream " + name + " under account " + options_.account +
                         " already exists.");
}

Status Catalog::change(const std::string& name, const Edit& edit) {
  for (;;) {
    TRY_ASSIGN(StreamPointer stream, find(name));
    StreamState state = stream->state;
    eventlog::TopicConfig config = stream->topic.config;
    TRY(edit(state, config));
    config.partition_count = static_cast<int32_t>(state.shards.all().size());
    for (const Shard& shard : state.shards.all()) {
      if (!shard.is_open()) config.closed.insert(shard.partition());
    }
    config.metadata = to_json(state);
    std::unique_lock resharding(stream->traffic->resharding);
    Status status = log_.change_topic(name, stream->topic.revision, config).status();
    if (status.code() != Code::kAlreadyExists) return status;
  }
}

Status Catalog::remove(const std::string& name) {
  const UnixMillis now = options_.clock->now();
  TRY(change(name, [&](StreamState& state, eventlog::TopicConfig&) {
    if (!state.deleted_at) state.deleted_at = now;
    return Status();
  }));
  if (options_.state_delay.count() == 0) {
    TRY_ASSIGN(StreamPointer stream, find(name));
    delete_topic(*stream);
    return Status();
  }
  std::lock_guard lock(deleting_);
  to_delete_.emplace(name, now);
  to_delete_changed_.notify_all();
  return Status();
}

void Catalog::delete_topic(const Stream& stream) {
  Status status = log_.delete_topic(stream.name());
  if (!status.ok() && status.code() != Code::kNotFound) {
    telemetry::log(telemetry::Level::kWarning, "gateway", "stream is not deleted",
                   {{"stream", stream.name()}, {"cause", status.message()}});
  }
  std::lock_guard lock(mutex_);
  streams_.erase(stream.name());
}

void Catalog::delete_when_due(const std::stop_token& stop) {
  std::unique_lock lock(deleting_);
  while (!stop.stop_requested()) {
    auto due = std::find_if(to_delete_.begin(), to_delete_.end(), [this](const auto& entry) {
      return entry.second + options_.state_delay <= options_.clock->now();
    });
    if (due == to_delete_.end()) {
      auto has_more = [count = to_delete_.size(), this] { return to_delete_.size() != count; };
      if (to_delete_.empty()) {
        to_delete_changed_.wait(lock, stop, has_more);
      } else {
        to_delete_changed_.wait_for(lock, stop, options_.state_delay, has_more);
      }
      continue;
    }
    const std::string name = due->first;
    to_delete_.erase(due);
    lock.unlock();
    auto stream = find(name);
    if (stream.ok() && (*stream)->state.deleted_at) delete_topic(**stream);
    lock.lock();
  }
}

}  // namespace pinflow::gateway::kinesis
