// RecordReader: reads records of Kafka's partitions from any offset on.
//
//   How:       a cursor of librdkafka fetches ahead of whoever reads a partition in order. Readers
//              at different places of one partition have a cursor each, up to kCursorsMax; past
//              them the one unused for longest is moved.
//   Threads:   any. `arrived` is called on librdkafka's threads, when records come behind a cursor.
//   Limits:    8 MiB fetched ahead for each cursor; one that nobody used for a minute goes, unless
//              it is at the end of its partition and listens for more.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "eventlog/event_log.h"
#include "eventlog/kafka/client.h"

namespace pinflow::eventlog {

class Cursor;

class RecordReader {
 public:
  static constexpr size_t kCursorsMax = 4;

  RecordReader(const ClientOptions& options, std::function<void()> arrived);
  ~RecordReader();

  // As EventLog::read(). `end`: an offset that there are records up to, as far as the caller
  // knows; they are waited for, others are not.
  Result<std::vector<StoredRecord>> read(const TopicPartition& from, Offset begin,
                                         const ReadLimits& limits, Offset end);
  // Of a topic that went or was made anew.
  void forget(const std::string& topic);

 private:
  // A handle of librdkafka reads a partition at one place only.
  struct Lane {
    std::unique_ptr<Client> client;
    std::map<TopicPartition, std::shared_ptr<Cursor>> cursors;
  };

  Result<std::shared_ptr<Cursor>> take(const TopicPartition& of, Offset begin);
  Result<Lane*> lane_without(const TopicPartition& of);
  void drop_idle();

  const ClientOptions options_;
  const std::function<void()> arrived_;
  std::mutex mutex_;
  std::condition_variable given_back_;
  std::vector<std::unique_ptr<Lane>> lanes_;  // Guarded by mutex_, like who holds a cursor.
};

}  // namespace pinflow::eventlog
