// SupervisedTask: a PartitionTask that tries again by itself after an error, ever more seldom,
// and can say why it waits.
//
//   Threads:   one at a time.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/backoff.h"
#include "base/clock.h"
#include "sink/partition_task.h"

namespace pinflow::sink {

// Of one partition, as people see it.
struct PartitionReport {
  TopicPartition of;
  int32_t task = 0;     // Which of the connector's tasks has it.
  std::string state;    // "running", "retrying" (it may heal by itself), "failed" (it will not)
  std::string message;  // Why, where it is not running, and when it is tried again.
  Offset position{};    // Everything before it is in objects, or skipped.
  TaskCounts counts;    // Since this process started.
  int64_t waiting = 0;  // Records behind the position.
};

class SupervisedTask {
 public:
  enum class State { kRunning, kRetrying, kFailed };

  // Keeps references, which outlive it.
  SupervisedTask(const ConnectorConfig& config, const TopicPartition& of, eventlog::EventLog& log,
                 objects::Store& bucket, EncodeParquet encode_parquet = nullptr);

  // As PartitionTask::advance(), with errors kept as trouble(). With rotate.interval.ms it also
  // closes an object that got no record for so long.
  bool advance(UnixMillis now, bool close_open);
  // Whether an error's wait is not over yet.
  bool waits(UnixMillis now) const;
  // Tries again at once.
  void restart();

  const Status& trouble() const { return trouble_; }
  const TaskCounts& counts() const { return task_.counts(); }
  size_t open_bytes() const { return task_.open_bytes(); }
  PartitionReport report() const;

 private:
  bool is_idle(UnixMillis now);
  void settle(UnixMillis now, Status status);

  const ConnectorConfig& config_;
  eventlog::EventLog& log_;
  PartitionTask task_;
  Backoff backoff_;
  State state_ = State::kRunning;
  Status trouble_;
  std::chrono::milliseconds wait_{};
  UnixMillis retry_at_{};
  Offset seen_end_{-1};   // Of the partition,
  UnixMillis seen_at_{};  // since then.
};

// "demo.pin/0"
std::string text(const TopicPartition& of);

}  // namespace pinflow::sink
