// What the embedded log takes: topic configs, changes of them, and records.
#pragma once

#include <vector>

#include "eventlog/event_log.h"

namespace pinflow::eventlog {

// Errors of all three: kInvalidArgument naming the rule that is broken.
Status check_config(const TopicConfig& config);
Status check_change(const TopicConfig& from, const TopicConfig& to);
Status check_records(const std::vector<Record>& records, uint64_t record_bytes_max);

}  // namespace pinflow::eventlog
