// The embedded EventLog: segment files of Kafka record batches in one folder, group commit.
#pragma once

#include <filesystem>
#include <memory>

#include "eventlog/event_log.h"

namespace pinflow::eventlog {

struct LocalEventLogOptions {
  uint64_t segment_bytes_max = 128u << 20;
  uint64_t queue_bytes_max = 64u << 20;  // Unwritten appends over all partitions.
  int commit_count_max = 2;              // At a time, of small and of large ones (GroupCommit).
  const Clock* clock = &system_clock();
};

// Opens or creates the log. What a crash left unfinished at the end of a partition is cut off;
// damage in front of whole records is kCorruption, names file and position, and cuts nothing.
// A folder that another process has open is kAlreadyExists.
Result<std::unique_ptr<EventLog>> open_local_event_log(const std::filesystem::path& directory,
                                                       const LocalEventLogOptions& options = {});

}  // namespace pinflow::eventlog
