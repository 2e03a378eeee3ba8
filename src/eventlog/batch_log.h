// BatchLog: what an event log can do beyond EventLog when it keeps Kafka's own record batches: take
// them as a producer made them, and give them back without encoding anything anew.
//
//   Data's way:  gateway/kafka appends  ->  BatchLog  ->  gateway/kafka reads. Their records are
//                also those that EventLog reads, whatever they are compressed with, and records
//                that came by EventLog::append() are read here in batches.
//   Durability:  as EventLog::append(). What is remembered of a producer survives with its batches.
//   Threads:     as EventLog.
//   Stand-ins:   local/local_event_log.h. With a real Kafka behind, clients speak to it themselves.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "eventlog/event_log.h"

namespace pinflow::eventlog {

// Who wrote a batch, where the producer asks for each batch to be stored once.
enum class ProducerId : int64_t {};
inline constexpr ProducerId kNoProducer{-1};

// Status::name() of errors that a producer tells apart.
namespace batch_error {
inline constexpr std::string_view kCorrupt = "CORRUPT_MESSAGE";
inline constexpr std::string_view kInvalidRecord = "INVALID_RECORD";
inline constexpr std::string_view kTooLarge = "MESSAGE_TOO_LARGE";
inline constexpr std::string_view kCompression = "UNSUPPORTED_COMPRESSION_TYPE";
inline constexpr std::string_view kOldFormat = "UNSUPPORTED_FOR_MESSAGE_FORMAT";
inline constexpr std::string_view kOutOfOrder = "OUT_OF_ORDER_SEQUENCE_NUMBER";
inline constexpr std::string_view kDuplicate = "DUPLICATE_SEQUENCE_NUMBER";
inline constexpr std::string_view kOldEpoch = "INVALID_PRODUCER_EPOCH";
inline constexpr std::string_view kTransaction = "TRANSACTIONAL_ID_AUTHORIZATION_FAILED";
}  // namespace batch_error

class BatchLog {
 public:
  virtual ~BatchLog() = default;

  // Stores one record batch (format 2, as record_batch.h describes) as it is, but for its base
  // offset, and calls `done` once with the offset of its first record, as EventLog::append()
  // does. A batch that its producer has sent before (by id, epoch and sequence; the last five of
  // each producer are remembered) is not stored again: `done` gets the offset that it has.
  // Errors, beyond those of EventLog::append(): kInvalidArgument, named as in batch_error; for
  // kOutOfOrder, kDuplicate and kOldEpoch the code is kAlreadyExists.
  virtual void append_batch(std::string_view topic, Partition partition, std::string batch,
                            AppendDone done) = 0;

  // Whole batches, one after another, from the one that holds `begin` on: their first records may
  // lie before it. As many as fit into `bytes_max`, and at least one, however large; none when
  // `begin` is the end. Errors: as EventLog::read().
  virtual Result<std::string> read_batches(const TopicPartition& from, Offset begin,
                                           uint64_t bytes_max) const = 0;

  // One that this log never gave before, not even before a crash. Errors: kUnavailable.
  virtual Result<ProducerId> new_producer_id() = 0;
};

}  // namespace pinflow::eventlog
