// StreamWriter: puts records into one stream, many appends in one request. Of a request only the
// records that failed are sent again, before any other, after a pause that grows.
//
//   Order:       the records of an append are put in order; one that is throttled comes after those
//                behind it in its request. What got no answer is sent again and may be stored
//                twice: Kinesis cannot be told that it is the same.
//   Threads:     any; requests are made on a thread of its own.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "eventlog/kinesis/landings.h"
#include "eventlog/kinesis/service.h"

namespace pinflow::eventlog {

struct StreamWriterLimits {
  uint64_t queue_bytes_max = 64u << 20;
  std::chrono::milliseconds put_timeout{60'000};  // Then an append is refused.
};

class StreamWriter {
 public:
  // `put` is told of each shard that got records. Keeps the references.
  StreamWriter(KinesisService& service, std::string stream, const StreamWriterLimits& limits,
               Landings& landings, std::function<void(int32_t shard)> put);
  ~StreamWriter();  // Sends what is queued, if it is taken at once.

  // Errors, to `done`: kExhausted: the queue is full; those of the service.
  void append(const StreamShard& to, const std::vector<Record>& records, AppendDone done);

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  struct Waiting {
    PutEntry entry;
    PendingAppendPointer append;
    bool is_first = false;
    SteadyTime deadline;
  };

  void work(const std::stop_token& stop);
  std::vector<Waiting> take_some(const std::stop_token& stop);
  // Those that are to be sent again.
  std::vector<Waiting> send(std::vector<Waiting> some);
  void put_back(std::vector<Waiting> some, bool is_stopping);

  KinesisService& service_;
  const std::string stream_;
  const StreamWriterLimits limits_;
  Landings& landings_;
  const std::function<void(int32_t)> put_;

  std::mutex mutex_;  // Guards what follows.
  std::condition_variable_any more_;
  std::deque<Waiting> waiting_;
  uint64_t waiting_bytes_ = 0;

  std::jthread worker_;  // Last.
};

}  // namespace pinflow::eventlog
