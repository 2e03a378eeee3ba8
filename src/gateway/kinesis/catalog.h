// Catalog: the streams there are, found by name, made, changed and deleted. A stream is a topic;
// the catalog keeps what it has read of one until the topic changes.
//
//   Durability:  a change is durable when it returns.
//   Threads:     any. Whoever appends to a stream holds its Traffic's resharding lock, shared,
//                from the look-up of a shard to the append; a change of shards waits for it.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>

#include "eventlog/event_log.h"
#include "gateway/kinesis/options.h"
#include "gateway/kinesis/shard_meter.h"
#include "gateway/kinesis/stream_state.h"

namespace pinflow::gateway::kinesis {

// What is going on in a stream, besides what is stored.
struct Traffic {
  std::shared_mutex resharding;

  std::mutex stamping;  // Held from stamp() to the append, so that times never go back. Guards:
  UnixMillis last_stamp{};
  UnixMillis stamp(UnixMillis now) { return last_stamp = std::max(last_stamp, now); }

  ShardMeters meters;  // Asked only where shards have limits.
};

struct Stream {
  eventlog::Topic topic;
  StreamState state;
  std::shared_ptr<Traffic> traffic;

  const std::string& name() const { return topic.name; }
  int64_t retention_hours() const;
  int64_t record_kib_max() const;
};
using StreamPointer = std::shared_ptr<const Stream>;

enum class StreamStatus { kCreating, kActive, kUpdating, kDeleting };

class Catalog {
 public:
  // Both outlive the catalog.
  Catalog(eventlog::EventLog& log, const KinesisOptions& options);
  ~Catalog();

  // Errors: kNotFound; kCorruption.
  Result<StreamPointer> find(const std::string& name);
  std::vector<StreamPointer> all();  // By name; those that cannot be read are passed over.

  StreamStatus status_of(const Stream& stream) const;
  int64_t open_shard_count();

  // Errors: kAlreadyExists; kInvalidArgument; kUnavailable.
  Status create(const std::string& name, const StreamState& state,
                const eventlog::TopicConfig& config);

  // Lets `edit` change state and config, and stores both. It runs again when another change was
  // first. Errors: those of find() and of `edit`; kUnavailable.
  using Edit = std::function<Status(StreamState&, eventlog::TopicConfig&)>;
  Status change(const std::string& name, const Edit& edit);

  // DELETING; gone after the delay, in this process or the next.
  Status remove(const std::string& name);

 private:
  StreamPointer cached(const std::string& name, const std::string& id, int64_t revision);
  Result<StreamPointer> load(eventlog::Topic topic);
  UnixMillis last_time_in(const eventlog::Topic& topic) const;
  void delete_topic(const Stream& stream);
  void delete_when_due(const std::stop_token& stop);

  eventlog::EventLog& log_;
  const KinesisOptions& options_;

  std::mutex mutex_;  // Guards:
  std::map<std::string, StreamPointer> streams_;

  std::mutex deleting_;  // Guards:
  std::condition_variable_any to_delete_changed_;
  std::map<std::string, UnixMillis> to_delete_;  // When, by name.
  std::jthread deleter_;
};

}  // namespace pinflow::gateway::kinesis
