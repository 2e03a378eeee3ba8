// Partitioner: which folder of its topic a record goes to. The same record always goes to the same
// one, whenever it is written.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time_zone.h"
#include "model/ids.h"
#include "model/record.h"
#include "sink/path_format.h"

namespace pinflow::sink {

// Which time of a record counts.
struct TimestampRule {
  // A field of the JSON value: milliseconds since 1970, or text such as "2026-01-31T09:30:00Z".
  // Empty: the record's own time, which is the log's where the client gave none.
  std::string field;
};

struct PartitionRule {
  enum class Kind { kKafkaPartition, kFields, kTime };
  Kind kind = Kind::kKafkaPartition;
  std::vector<std::string> fields;       // kFields. "a.b" is b of the object a.
  std::chrono::milliseconds duration{};  // kTime.
  PathFormat path_format;                // kTime.
  TimeZone zone;
  TimestampRule timestamp;
  std::string delim = "/";
};

// "partition=0", "category=art/index=7", "year=2026/month=01/day=31".
// Errors: kInvalidArgument: the value is no JSON, or has no such field.
Result<std::string> encode_partition(const PartitionRule& rule, const model::TopicPartition& of,
                                     const model::StoredRecord& stored);

// Errors: kInvalidArgument: the field is missing or no time.
Result<UnixMillis> record_time(const TimestampRule& rule, const model::StoredRecord& stored);

}  // namespace pinflow::sink
