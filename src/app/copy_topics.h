// copy_topics(): topics from one event log to another, record by record and in order, with what the
// destination keeps of a topic's settings; a stream's shards too, where both keep them.
//
//   Resuming:  how many records a partition of the destination holds says how far the copy came;
//              a file for each topic says where that is at the source. So a record that was stored
//              and not acknowledged when the copy was killed is not copied again.
//   Needs:     that nobody else writes to those topics of the destination meanwhile.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "eventlog/event_log.h"

namespace pinflow::app {

struct TopicCopyOptions {
  std::vector<std::string> only = {"*"};  // Names, or beginnings followed by *.
  std::filesystem::path folder;           // For the files.
  uint64_t batch_bytes_max = 4u << 20;
};

struct TopicCopyReport {
  std::string topic;
  int32_t partitions = 0;
  int64_t records = 0;        // At the source, when it was looked at.
  int64_t copied = 0;         // This time.
  int64_t already_there = 0;  // Of an earlier run.
  int64_t at_destination = 0;
  int64_t lost = 0;          // Records that retention took from the source between two runs.
  bool keeps_shards = true;  // False: it is a stream, and the destination keeps no shards.
};

struct TopicsCopyReport {
  std::vector<TopicCopyReport> topics;
  bool was_stopped = false;

  bool is_complete() const;
};

// Errors: kNotFound: no such topic; kAlreadyExists: a topic of the destination holds records that
// are none of this copy, or somebody writes there; those of the logs.
Result<TopicsCopyReport> copy_topics(eventlog::EventLog& from, eventlog::EventLog& to,
                                     const TopicCopyOptions& options, const std::stop_token& stop);

}  // namespace pinflow::app
