// Connector: the S3 sink connector. Takes up every topic that its properties name, as soon as it
// appears, and carries each partition into objects exactly once (partition_task.h).
//
//   Commands:  "pause", "resume", "stop", "restart" to the part "connector/<name>" of the
//              RunStore, which also holds its state: "running", "paused", "stopped", "retrying",
//              "failed". A partition in trouble waits and tries again; the others go on.
//   Threads:   every function may be called from any thread; the work runs on one thread of its
//              own, between start() and stop().
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "eventlog/event_log.h"
#include "objects/store.h"
#include "runs/run_store.h"
#include "sink/connector_metrics.h"
#include "sink/supervised_task.h"

namespace pinflow::sink {

// All objects of a connector that are open together, in memory. Past it the largest is closed.
inline constexpr size_t kOpenBytesMax = 64u << 20;

// The longest wait for a command, the clock or stop(); new topics and records end it.
inline constexpr std::chrono::milliseconds kAttention{200};
// How long records gather unnoticed. The log tells of every commit to any topic: looking after each
// would cost a busy door more than the commit does.
inline constexpr std::chrono::milliseconds kGather{20};

// What people want of a connector.
enum class Target {
  kRunning,
  kPaused,   // Rests, and keeps its place.
  kStopped,  // Gives everything up but its positions, which can then be changed.
};
std::string_view target_name(Target target);  // "running"

struct ConnectorReport {
  Target target = Target::kRunning;
  Status trouble;  // Why no partition can be taken up, if that is so.
  std::vector<PartitionReport> partitions;
};

// Opens a connector's bucket, or gives the one that is open. Errors: those of opening.
using OpenBucket = std::function<Result<objects::Store*>(const ConnectorConfig& config)>;

class Connector {
 public:
  // Keeps references, which outlive it. The bucket is opened with the first topic. A connector
  // that the RunStore knows as paused or stopped stays so.
  Connector(ConnectorConfig config, eventlog::EventLog& log, OpenBucket open_bucket,
            runs::RunStore& runs, const Clock& clock = system_clock(),
            size_t open_bytes_max = kOpenBytesMax, EncodeParquet encode_parquet = nullptr);
  ~Connector();  // Stops.

  void start();
  // Returns when the batch at hand is in the bucket. What is no whole object stays in the log.
  void stop();

  // Durably; a batch at hand still gets through. Errors: kUnavailable.
  Status set_target(Target target);
  // Forgets troubles and tries again at once: all, or what one task has.
  void restart(std::optional<int32_t> task = std::nullopt);

  // Where each partition is that it ever committed. Errors: kUnavailable.
  Result<eventlog::Positions> positions() const;
  // Sets some; none is the partition's beginning. Errors: kAlreadyExists: it is not stopped;
  // kNotFound: a partition; kOutOfRange: past its end; kUnavailable.
  Status set_positions(const std::map<TopicPartition, std::optional<Offset>>& wanted);

  // Carries over all that can be now, and reports. Errors: of the first partition that did not
  // get through; the others did. Does nothing while paused.
  Result<std::vector<PartitionReport>> drain();
  // As of the last step; does not wait for a slow bucket.
  ConnectorReport report() const;

  const ConnectorConfig& config() const { return config_; }

 private:
  struct Entry {
    std::string topic_id;
    int32_t task_number;
    std::unique_ptr<SupervisedTask> task;
  };

  Target target() const;
  void work();
  void take_wishes();
  Status open_bucket();
  void take_up_topics();
  int32_t least_loaded_task() const;
  bool advance_all(bool ignore_waits);
  bool advance(Entry& entry, UnixMillis now, bool close_open);
  void limit_open_bytes(UnixMillis now);
  bool schedule_is_due() const;
  void show();
  void publish_locked();

  const ConnectorConfig config_;
  const std::string part_;
  eventlog::EventLog& log_;
  const OpenBucket open_bucket_;
  const EncodeParquet encode_parquet_;
  runs::RunStore& runs_;
  const Clock& clock_;
  const size_t open_bytes_max_;
  ConnectorMetrics metrics_;

  std::atomic<bool> stopping_{false};
  std::thread worker_;

  std::mutex mutex_;  // Guards the work. Held while the bucket is slow.
  objects::Store* bucket_ = nullptr;
  std::map<TopicPartition, Entry> entries_;
  UnixMillis next_schedule_{};

  mutable std::mutex view_mutex_;  // Guards what others see and wish. After mutex_, if both.
  ConnectorReport view_;
  std::vector<std::optional<int32_t>> restarts_;  // Wished for, not taken yet.
  runs::PartState published_;
};

}  // namespace pinflow::sink
