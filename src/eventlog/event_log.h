// EventLog: topics of durable, ordered records, in partitions; and how far each group has read.
//
//   Data's way:  gateway/ appends  ->  EventLog  ->  sink/ and stream/ read.
//   Durability:  an append is acknowledged when its records survive kill -9 and a power cut;
//                unacknowledged ones may still show up after a restart (at least once). After a
//                failed write or sync a partition takes no more writes until it is opened anew.
//   Threads:     every function may be called from any thread. `done` callbacks run on the log's
//                own thread, or on the caller's once it is idle (IdleWork), and must not block.
//   Stand-ins:   local/local_event_log.h, kafka/kafka_event_log.h, kinesis/kinesis_event_log.h;
//                each keeps the promises of event_log_promises.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/ids.h"
#include "model/record.h"

namespace pinflow::eventlog {

using model::Offset;
using model::Partition;
using model::Record;
using model::StoredRecord;
using model::TopicPartition;

// Key and value of one record together, where a topic's config says nothing else.
inline constexpr uint64_t kRecordBytesMax = 1u << 20;
inline constexpr int32_t kPartitionCountMax = 1000;

struct TopicConfig {
  int32_t partition_count = 1;
  // Whole segments go once all their records are older, or while the partition is larger.
  std::optional<std::chrono::milliseconds> retention_time = {};
  std::optional<uint64_t> retention_bytes = {};  // For each partition.
  uint64_t record_bytes_max = kRecordBytesMax;
  std::set<Partition> closed = {};  // Take no more records, for ever; can be read.
  std::string metadata = {};        // What a door keeps with the topic: a stream's shards.
};

struct Topic {
  std::string name;
  std::string id;  // Random at creation: a topic made anew has another.
  TopicConfig config;
  UnixMillis created_at{};  // 0 where the log does not know.
  int64_t revision = 0;     // Grows with each change of the config.
};
using TopicPointer = std::shared_ptr<const Topic>;

// Offsets that can be read: [begin, end). `begin` grows with retention.
struct OffsetRange {
  Offset begin{};
  Offset end{};
};

// What one stand-in can do and another cannot.
struct Abilities {
  bool keeps_shards = true;       // Closed partitions, metadata and a revision with each topic.
  bool applies_retention = true;  // apply_retention() does it; otherwise the log does by itself.
  bool knows_creation = true;     // Topic::created_at.
  bool adds_partitions = true;    // change_topic() does; otherwise it is done at the service.
  bool keeps_times = true;        // Records keep the times given; otherwise that of their arrival.
};

// The offset of the first record; the others follow without gaps, unless another program writes
// to the same partition of a Kafka.
using AppendDone = std::function<void(Result<Offset>)>;

struct ReadLimits {
  uint32_t count_max = 10'000;
  uint64_t bytes_max = 4u << 20;  // At least one record comes, however large.
};

// Where a record lies: in a batch of these bytes of a file.
struct RecordPlace {
  std::string file;
  uint64_t position = 0;
  uint64_t size_bytes = 0;
};

// How far a group has read: the offset of the next record it wants, for each partition.
using Positions = std::map<TopicPartition, Offset>;

class BatchLog;

class EventLog {
 public:
  virtual ~EventLog() = default;

  virtual Abilities abilities() const { return {}; }
  // The same log as one of Kafka's record batches (batch_log.h); null where it is not kept so.
  virtual BatchLog* batches() { return nullptr; }

  // Errors: kInvalidArgument (name, partition count); kAlreadyExists; kUnavailable.
  virtual Result<Topic> create_topic(std::string_view name, const TopicConfig& config) = 0;
  // Durably gives the topic another config, if its revision is still `seen_revision`. Partitions
  // may be added and closed; neither can be undone. Once it returns, no record of a closed
  // partition is on its way any more.
  // Errors: kNotFound; kAlreadyExists (another change was first); kInvalidArgument (also what the
  // log cannot keep); kUnavailable.
  virtual Result<Topic> change_topic(std::string_view name, int64_t seen_revision,
                                     const TopicConfig& config) = 0;
  // Errors: kNotFound; kUnavailable.
  virtual Status delete_topic(std::string_view name) = 0;
  virtual Result<Topic> topic(std::string_view name) const = 0;  // kNotFound; kUnavailable.
  // The same without a copy of all that it holds, for those who ask with every request.
  virtual Result<TopicPointer> shared_topic(std::string_view name) const;
  virtual std::vector<Topic> topics() const = 0;  // By name.

  // Appends the records in order to one partition, and calls `done` once, when they are durable
  // or refused (a refusal may come before append() returns). A record without a timestamp (0) gets
  // the log's clock. Errors: kNotFound (topic or partition); kInvalidArgument (no record, or one
  // over the topic's record_bytes_max: nothing of the call is stored); kOutOfRange (the partition
  // is closed); kExhausted (the queue of writes is full); kUnavailable (disk full, failed sync,
  // closing).
  virtual void append(std::string_view topic, Partition partition, std::vector<Record> records,
                      AppendDone done) = 0;
  // The same, waiting.
  Result<Offset> append_and_wait(std::string_view topic, Partition partition,
                                 std::vector<Record> records);

  // Records from `begin` on, in order; none when `begin` is the end.
  // Errors: kNotFound; kOutOfRange (before the first or past the end); kCorruption (a damaged
  // batch, named by its offset); kUnavailable.
  virtual Result<std::vector<StoredRecord>> read(const TopicPartition& from, Offset begin,
                                                 const ReadLimits& limits) const = 0;
  virtual Result<OffsetRange> offsets(const TopicPartition& of) const = 0;  // kNotFound.
  // The first offset whose record is at `time` or later; the end when there is none.
  virtual Result<Offset> offset_at(const TopicPartition& of, UnixMillis time) const = 0;
  // For people who follow a record. Errors: kNotFound; kOutOfRange; kInvalidArgument: this log
  // cannot tell.
  virtual Result<RecordPlace> locate(const TopicPartition& of, Offset offset) const;

  // A number that grows with every append, creation and deletion: read it, look for work, and
  // wait_for_change(number) to sleep until there may be more, or for `timeout`.
  virtual uint64_t change_count() const = 0;
  virtual void wait_for_change(uint64_t seen, std::chrono::milliseconds timeout) const = 0;

  // Durably sets positions of a group; others of the group stay.
  // Errors: kNotFound (a topic or partition: nothing is set); kUnavailable.
  virtual Status commit_positions(std::string_view group, const Positions& positions) = 0;
  virtual Result<Positions> positions(std::string_view group) const = 0;  // Empty if unknown.
  virtual std::vector<std::string> groups() const = 0;  // Those that ever committed, by name.
  // Forgets a group with its positions. Errors: kNotFound; kInvalidArgument (consumers of Kafka's
  // own protocol are in it); kUnavailable.
  virtual Status delete_group(std::string_view group) = 0;

  // Whether a partition takes no writes any more because of its disk, or the servers do not
  // answer. Errors: kUnavailable.
  virtual Status takes_records() const { return Status(); }

  // Deletes what retention allows to go, once. Returns how many records went.
  virtual Result<int64_t> apply_retention() = 0;
};

}  // namespace pinflow::eventlog
