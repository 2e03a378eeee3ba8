// RecordWriter: writes records to Kafka with acks=all and idempotence: what is acknowledged is on
// every replica in sync, and a retry within the writer stores nothing twice.
//
//   Threads:   append() may be called from any; `done` and `stored` run on the writer's own.
//   Limits:    unacknowledged records and their bytes; past them appends are kExhausted at once.
//   Failure:   an error that librdkafka cannot go on after gives it a new handle; what was on its
//              way then is kUnavailable, and may be stored or not.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "eventlog/event_log.h"
#include "eventlog/kafka/client.h"

namespace pinflow::eventlog {

class RecordWriter {
 public:
  // Of records just acknowledged: the partition, and the offset after the last of them.
  using Stored = std::function<void(const TopicPartition&, Offset end)>;

  // Errors: those of Client::open().
  static Result<std::unique_ptr<RecordWriter>> open(const ClientOptions& options,
                                                    const RecordWriterLimits& limits,
                                                    Stored stored);
  // Waits a while for what is on its way; then refuses it.
  ~RecordWriter();

  // As EventLog::append(), of records that were checked and have a timestamp.
  void append(const TopicPartition& to, const std::vector<Record>& records, AppendDone done);

 private:
  struct Pending;

  RecordWriter(const ClientOptions& options, const RecordWriterLimits& limits, Stored stored)
      : options_(options), limits_(limits), stored_(std::move(stored)) {}

  Status reserve(uint64_t count, uint64_t bytes);
  std::shared_ptr<Client> client() const;
  void send(const Client& client, Pending* pending, const std::vector<Record>& records);
  void settle(Pending* pending, uint64_t count, int64_t first_offset, const Status& status);
  void serve(const std::stop_token& stop);
  void replace_client();
  static void delivered(rd_kafka_t* handle, const rd_kafka_message_t* message, void* client);

  const ClientOptions options_;
  const RecordWriterLimits limits_;
  const Stored stored_;
  std::atomic<uint64_t> count_{0};  // Unacknowledged.
  std::atomic<uint64_t> bytes_{0};
  std::mutex sending_;  // Keeps the records of one append together.
  mutable std::mutex mutex_;
  std::shared_ptr<Client> client_;  // Guarded by mutex_.
  std::jthread serving_;
};

}  // namespace pinflow::eventlog
