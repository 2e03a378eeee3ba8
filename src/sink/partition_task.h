// PartitionTask: carries one partition from the log into objects, exactly once.
//
// Objects are put first, then the position is committed. Where an object ends follows from the
// records, or, when the clock ends it, from a plan that is durable before the object is put: after
// a crash in between the same records give the same objects. Those that lie at or behind the
// position and hold the log's own records are adopted, however many they are, and new objects end
// where they begin, so that no record is in two objects even when flush.size changed meanwhile.
// An object that holds other bytes is never replaced. Adopting needs objects of plain lines under
// DefaultPartitioner; others are recognised by their very bytes, as their ends do not change.
//
//   Threads:   one at a time.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "eventlog/event_log.h"
#include "objects/store.h"
#include "sink/connector_config.h"
#include "sink/object_builder.h"
#include "sink/parquet.h"

namespace pinflow::sink {

struct TaskCounts {
  int64_t records_written = 0;
  int64_t records_skipped = 0;
  int64_t records_lost = 0;  // Gone by retention before they were read.
  int64_t objects_put = 0;
  int64_t objects_adopted = 0;

  TaskCounts& operator+=(const TaskCounts& other);
};

class PartitionTask {
 public:
  // Keeps references. `log` and `bucket` outlive it. Only ParquetFormat needs
  // `encode_parquet`.
  PartitionTask(const ConnectorConfig& config, TopicPartition of, eventlog::EventLog& log,
                objects::Store& bucket, EncodeParquet encode_parquet = nullptr);

  // Takes up some records and puts the objects that are complete, with `close_open` also the one
  // that is not. Answers whether to call again at once. An error takes everything back to the
  // committed position; calling again tries again.
  // Errors: kUnavailable, kExhausted, kNotFound, kDenied: later it may work; others: somebody has
  // to mend it.
  Result<bool> advance(bool close_open = false);

  const TopicPartition& of() const { return of_; }
  Offset position() const { return position_; }         // Committed.
  const TaskCounts& counts() const { return counts_; }  // Of what is committed.
  size_t open_bytes() const { return builder_.open_bytes(); }

 private:
  Result<bool> take_some(bool close_open);
  Status begin_at_position();
  Status follow_retention(Offset begin);
  Status adopt(Offset start);
  Status end_where_planned();
  Status plan_end();
  Status put_built();
  Status encode_built();
  Status put_objects();
  Status expect_same_objects() const;
  Status give_up_skipped();
  void count_committed(Offset done);
  Status find_existing();
  bool can_adopt() const;
  bool may_complete(Offset end, bool close_open) const;

  const ConnectorConfig& config_;
  const TopicPartition of_;
  eventlog::EventLog& log_;
  objects::Store& bucket_;
  const EncodeParquet encode_parquet_;
  const std::string group_;

  bool begun_ = false;
  Offset position_{};     // Everything before it is in objects, or skipped.
  Offset next_{};         // The next record to read.
  Offset planned_end_{};  // Where an object ends, if it is past next_.
  ObjectBuilder builder_;
  std::vector<BuiltBatch> built_;  // Complete, not put yet.
  std::set<Offset> existing_;      // Where objects begin that were found in the bucket.
  TaskCounts uncommitted_;
  TaskCounts counts_;
};

// Where a connector's positions are kept in the log, and its plans: the ends of objects that the
// clock ended, each put only once its end is there.
std::string position_group(const ConnectorConfig& config);  // "connect-<name>"
std::string plan_group(const ConnectorConfig& config);      // "connect-<name>.plan"

}  // namespace pinflow::sink
