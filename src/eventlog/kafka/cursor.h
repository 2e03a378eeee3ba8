// Cursor: one place in one partition, which librdkafka fetches ahead of.
//
//   Threads:   one at a time.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "eventlog/event_log.h"
#include "eventlog/kafka/client.h"

namespace pinflow::eventlog {

class Cursor {
 public:
  // Errors: those of librdkafka. Keeps the references.
  static Result<std::shared_ptr<Cursor>> open(const Client& client, const TopicPartition& of,
                                              Offset begin, const std::function<void()>& arrived);
  ~Cursor();

  // Reads on from there. Errors: as open(); the cursor is of no more use then.
  Status move_to(Offset begin);

  // The records that follow, waiting while there are none before `end`.
  // Errors: kOutOfRange and others, after which the cursor is of no more use.
  Result<std::vector<StoredRecord>> read(const ReadLimits& limits, Offset end);

  Offset next() const { return next_; }
  bool is_at_end() const { return is_at_end_; }
  bool is_broken() const { return is_broken_; }

  // For whoever keeps cursors.
  bool is_held = false;
  std::chrono::steady_clock::time_point used_at{};

 private:
  Cursor(const Client& client, TopicPartition of, Offset begin)
      : client_(client), of_(std::move(of)), next_(begin) {}

  Owned<rd_kafka_message_t> next_message(std::chrono::milliseconds patience);

  const Client& client_;
  const TopicPartition of_;
  Offset next_;
  bool is_at_end_ = false;
  Offset end_{};  // Past next_ where the marker of a transaction, which is no record, ends it.
  bool is_broken_ = false;
  bool is_started_ = false;
  Owned<rd_kafka_topic_t> topic_;
  Owned<rd_kafka_queue_t> fetched_;
  Owned<rd_kafka_message_t> left_over_;  // Taken, but for another read.
};

}  // namespace pinflow::eventlog
