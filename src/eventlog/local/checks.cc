#include "eventlog/local/checks.h"

#include <algorithm>

#include "eventlog/local/record_batch.h"

namespace pinflow::eventlog {

Status check_config(const TopicConfig& config) {
  if (config.partition_count < 1 || config.partition_count > kPartitionCountMax) {
    return Status(Code::kInvalidArgument,
                  "partition count " + std::to_string(config.partition_count) + " is not in 1 to " +
                      std::to_string(kPartitionCountMax));
  }
  if (config.retention_time && config.retention_time->count() < 0) {
    return Status(Code::kInvalidArgument, "retention time below 0");
  }
  bool is_outside =
      !config.closed.empty() && (to_int32(*config.closed.begin()) < 0 ||
                                 to_int32(*config.closed.rbegin()) >= config.partition_count);
  if (is_outside) return Status(Code::kInvalidArgument, "a closed partition that is none");
  return Status();
}

Status check_change(const TopicConfig& from, const TopicConfig& to) {
  TRY(check_config(to));
  bool reopens =
      !std::includes(to.closed.begin(), to.closed.end(), from.closed.begin(), from.closed.end());
  if (to.partition_count < from.partition_count || reopens) {
    return Status(Code::kInvalidArgument, "partitions can only be added and closed");
  }
  return Status();
}

Status check_records(const std::vector<Record>& records, uint64_t record_bytes_max) {
  if (records.empty()) return Status(Code::kInvalidArgument, "append: no record");
  for (const Record& record : records) {
    if (payload_bytes(record) > record_bytes_max) {
      return Status(Code::kInvalidArgument,
                    "append: a record over " + std::to_string(record_bytes_max) + " bytes");
    }
  }
  return Status();
}

}  // namespace pinflow::eventlog
