// append_all(): appends to several partitions of a topic at once and waits for all of them, so
// that a request over many partitions waits for one sync and not for one after the other.
#pragma once

#include <string>
#include <vector>

#include "eventlog/event_log.h"
#include "http/task.h"

namespace pinflow::gateway {

struct PartitionBatch {
  model::Partition partition{};
  std::vector<model::Record> records;
};

// What append() said of each batch, in their order.
using AppendOutcomes = std::vector<Result<model::Offset>>;

// `log` outlives the Task.
http::Task<AppendOutcomes> append_all(eventlog::EventLog& log, std::string topic,
                                      std::vector<PartitionBatch> batches);

// Begins the appends; for those who have to hold a lock meanwhile. There is at least one batch.
void start_appends(eventlog::EventLog& log, const std::string& topic,
                   std::vector<PartitionBatch> batches, http::Done<AppendOutcomes> done);

}  // namespace pinflow::gateway
