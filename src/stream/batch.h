// Batch: the records that one micro-batch carries, and where they end.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "eventlog/event_log.h"
#include "stream/stream_config.h"

namespace pinflow::stream {

using model::Offset;
using model::TopicPartition;

// Consecutive records of one partition.
struct PartitionRecords {
  TopicPartition of;
  Offset begin{};  // Of the first one; past it when retention has let records go.
  Offset end{};    // After the last one.
  std::vector<model::StoredRecord> records;

  const model::StoredRecord& at(int64_t offset) const;  // One of the records.
};

struct Batch {
  std::string topic_id;
  std::vector<PartitionRecords> partitions;
  int64_t lost_count = 0;  // Records that retention let go before they were read.
  UnixMillis taken_at{};   // When it was taken: the arrival of its rows.

  int64_t record_count() const;
  const PartitionRecords* partition(int32_t number) const;  // Null when it is not in the batch.
};

// What waits behind the positions when it is called, as much of it as the limits allow, shared
// evenly among the partitions. What follows a closed partition waits until that is read to its end:
// it may be its child. A position that retention has overtaken moves on to what is left. `now` is
// kept. Errors: those of EventLog::read().
Result<Batch> take_batch(const eventlog::EventLog& log, const eventlog::Topic& topic,
                         const eventlog::Positions& positions, const BatchLimits& limits,
                         UnixMillis now = {});

}  // namespace pinflow::stream
