// Connector: the S3 sink connector. Takes up every topic that its properties name, as soon as it
// appears, and carries each partition into objects exactly once (partition_task.h).
//
//   Commands:  "pause", "resume", "restart" to the part "connector/<name>" of the RunStore, which
//              also holds its state: "running", "paused", "retrying", "failed". A partition that
//              somebody has to mend stops; the others go on.
//   Threads:   every function may be called from any thread; the work runs on one thread of its
//              own, between start() and stop().
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/backoff.h"
#include "base/clock.h"
#include "eventlog/event_log.h"
#include "objects/store.h"
#include "runs/run_store.h"
#include "sink/partition_task.h"
#include "telemetry/metrics.h"

namespace pinflow::sink {

struct PartitionReport {
  TopicPartition of;
  std::string state;    // "running", "retrying", "failed"
  std::string message;  // Why, where it is not running.
  Offset position{};    // Everything before it is in objects, or skipped.
  TaskCounts counts;    // Since this process started.
  int64_t waiting = 0;  // Records behind the position.
};

class Connector {
 public:
  // Keeps references, which outlive it. `bucket` is the config's bucket.
  Connector(ConnectorConfig config, eventlog::EventLog& log, objects::Store& bucket,
            runs::RunStore& runs, const Clock& clock = system_clock());
  ~Connector();  // Stops.

  void start();
  // Returns when the batch at hand is in the bucket. What is no whole object stays in the log.
  void stop();

  // Carries over all that can be now, and reports. Errors: of the first partition that did not
  // get through; the others did. Does nothing while paused.
  Result<std::vector<PartitionReport>> drain();
  std::vector<PartitionReport> report() const;

  const ConnectorConfig& config() const { return config_; }

 private:
  enum class TaskState { kRunning, kRetrying, kFailed };
  struct Entry {
    std::string topic_id;
    std::unique_ptr<PartitionTask> task;
    Backoff backoff;
    TaskState state = TaskState::kRunning;
    Status trouble{};
    UnixMillis retry_at{};
  };
  struct Metrics {
    telemetry::Counter& written;
    telemetry::Counter& skipped;
    telemetry::Counter& lost;
    telemetry::Counter& objects;
    telemetry::Counter& failures;
  };

  void work();
  void take_commands();
  void take_up_topics();
  bool advance_all(bool ignore_backoff);
  bool advance(Entry& entry, bool close_open);
  void settle_trouble(Entry& entry, Status status);
  bool schedule_is_due() const;
  void publish_state();
  std::vector<PartitionReport> report_locked() const;

  const ConnectorConfig config_;
  const std::string part_;
  eventlog::EventLog& log_;
  objects::Store& bucket_;
  runs::RunStore& runs_;
  const Clock& clock_;
  Metrics metrics_;

  std::atomic<bool> stopping_{false};
  std::thread worker_;
  mutable std::mutex mutex_;  // Guards what follows.
  std::map<TopicPartition, Entry> entries_;
  bool paused_ = false;
  UnixMillis next_schedule_{};
  runs::PartState published_;
};

}  // namespace pinflow::sink
