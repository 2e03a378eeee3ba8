// Receipts: which requests with an Idempotency-Key are stored, and at which offsets, so that a
// retry stores nothing twice.
//
//   Durability:  a receipt is a header of the first record that the request put into a partition,
//                so it is there exactly when the records are. The index in memory is rebuilt from
//                the log when a topic's first key comes after a start.
//   Threads:     any. begin() may read the log.
//   Limits:      remembers what is younger than the window, and kReceiptsMax for each topic.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "eventlog/event_log.h"

namespace pinflow::gateway {

inline constexpr std::string_view kReceiptHeader = "pinflow-receipt";

// A request, told apart by digests of its key and of what it wants to be stored.
struct RequestIdentity {
  std::string key;
  std::string content;

  static RequestIdentity of(std::string_view key, std::string_view content);
};

struct StoredRequest {
  int32_t partition_count = 0;  // The topic's when it was stored first: it decided where to.
  std::map<model::Partition, model::Offset> first_offsets;
};

class Receipts {
 public:
  static constexpr size_t kReceiptsMax = 200'000;

  Receipts(const eventlog::EventLog& log, std::chrono::milliseconds window,
           const Clock& clock = system_clock())
      : log_(log), window_(window), clock_(clock) {}

  // What is stored of the request already. Until end() nobody else may begin it.
  // Errors: kInvalidArgument: the key came with other content; kAlreadyExists: the request is
  // being stored; those of reading the log.
  Result<StoredRequest> begin(const eventlog::Topic& topic, const RequestIdentity& request);
  void end(const eventlog::Topic& topic, const RequestIdentity& request, StoredRequest stored);

  // The header for the first record of each partition's part.
  static model::Header header(const RequestIdentity& request, int32_t partition_count);

 private:
  struct Receipt {
    std::string content;
    StoredRequest stored;
    bool is_open = false;
    UnixMillis time;
  };
  // Those of one topic.
  struct Index {
    std::mutex mutex;  // Held while the log is read, for the first. Guards:
    bool is_loaded = false;
    std::map<std::string, Receipt> by_key;
    std::deque<std::pair<UnixMillis, std::string>> by_age;  // Times and keys.
  };

  std::shared_ptr<Index> index_of(const eventlog::Topic& topic);
  Status load(const eventlog::Topic& topic, Index* index) const;
  Status load_partition(const model::TopicPartition& from, Index* index) const;
  void forget_old(Index* index) const;

  const eventlog::EventLog& log_;
  const std::chrono::milliseconds window_;
  const Clock& clock_;
  std::mutex mutex_;  // Guards:
  std::map<std::string, std::shared_ptr<Index>> by_topic_id_;
};

}  // namespace pinflow::gateway
