// add_record_routes(): the records of a topic to browse, and the way of one of them.
//
//   GET /v1/topics/{topic}/records                   ?partition=&offset=&at=&limit=&filter=
//   GET /v1/records/{topic}/{partition}/{offset}     where the record is now
#pragma once

#include <functional>

#include "eventlog/event_log.h"
#include "query/engine.h"
#include "serve/desk.h"

namespace pinflow::serve {

// What a page asks for. Without an offset or a time: the newest records.
struct RecordQuestion {
  std::string topic;
  std::optional<model::Partition> partition;  // None: all.
  std::optional<model::Offset> offset;        // The first one wanted.
  std::optional<UnixMillis> at;               // The first one of this time or later.
  size_t count_max = 50;                      // For each partition.
  std::string filter;                         // What key or value must contain.
};

// {"records":[…],"partitions":[{"partition":…,"begin_offset":…,"end_offset":…,"next_offset":…}]}:
// `next_offset` is where to go on. A filter looks through 64 MiB of a partition at most.
// Errors: those of EventLog::read(), offsets() and offset_at().
Result<std::string> records_json(const eventlog::EventLog& log, const RecordQuestion& question);

// Where a record is, one row for each place. Errors: kNotFound; those of reading.
using TraceRecord =
    std::function<Result<query::Table>(const model::TopicPartition& from, model::Offset offset)>;

void add_record_routes(Desk& desk, const eventlog::EventLog& log, const TraceRecord& trace);

}  // namespace pinflow::serve
