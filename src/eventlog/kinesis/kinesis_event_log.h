// The EventLog on Kinesis Data Streams: a topic is a stream, a partition a shard of the same
// number.
//
//   Data's way:   append() -> PutRecords -> the shard -> its tail (shard_tail.h) -> a local log of
//                 pinflow's own, `folder` -> read(). Each shard is read once, by one reader,
//                 however many read here: the service allows five reads a second.
//   Offsets:      those of the local log: 0, 1, 2, … in the order of the shard. Each record there
//                 holds its sequence number, in the same append, so that copy and position cannot
//                 disagree, and sequence numbers stay what the service says they are: numbers of
//                 any size that grow.
//   Durability:   an append is acknowledged when the service has the records, and the local log
//   too. Resharding:   is the service's. A shard's children are read when all of it is here; its
//                 partition is closed by then.
//   Differences:  a record's time is that of its arrival. No partition is added or closed, and no
//                 metadata kept, by change_topic(). The order within an append, and that nothing is
//                 stored twice, end where the service throttles or does not answer
//                 (stream_writer.h). An append that a reshard overtakes is stored in a child, and
//                 the offset told is that which it has there.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "eventlog/event_log.h"
#include "eventlog/kinesis/service.h"
#include "eventlog/kinesis/stream_writer.h"
#include "eventlog/local/local_event_log.h"

namespace pinflow::eventlog {

struct KinesisEventLogOptions {
  KinesisServiceOptions service;
  std::filesystem::path folder;  // Of the local log.
  std::vector<std::string> streams{
      "*"};  // Names, or beginnings followed by *: others are not seen.
  std::optional<std::chrono::milliseconds> retention_time;  // Of the local log.
  std::optional<uint64_t> retention_bytes;
  std::chrono::milliseconds read_interval{250};      // Of a shard: five reads a second are allowed.
  std::chrono::milliseconds idle_interval{1000};     // Of a shard to which nothing came.
  std::chrono::milliseconds refresh_period{10'000};  // How late others' streams are seen.
  int tail_thread_count = 4;
  StreamWriterLimits limits = {};
  LocalEventLogOptions local = {};
};

// Errors: kInvalidArgument: endpoint; kDenied: credentials; kUnavailable: no answer; those of the
// local log.
Result<std::unique_ptr<EventLog>> open_kinesis_event_log(const KinesisEventLogOptions& options);

// Waits until every record that the service acknowledged before the call is among offsets(). Other
// logs have nothing to wait for. Errors: kNotFound; kUnavailable: it does not answer in a minute.
Status catch_up(const EventLog& log, const TopicPartition& of);

}  // namespace pinflow::eventlog
