// Landings: brings together what a put was told of its records, shard and sequence number, and what
// the tails of the shards stored of them, sequence number and offset. Either may come first.
//
//   Threads:   any; `done` is called without a lock.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "eventlog/event_log.h"

namespace pinflow::eventlog {

// Records that were appended together: done once all have landed, or one is refused.
class PendingAppend {
 public:
  PendingAppend(size_t record_count, AppendDone done)
      : left_count_(record_count), done_(std::move(done)) {}

 private:
  friend class Landings;

  size_t left_count_;
  Offset first_{};
  const std::chrono::steady_clock::time_point begun_at_ = std::chrono::steady_clock::now();
  AppendDone done_;  // Null once it was called.
};
using PendingAppendPointer = std::shared_ptr<PendingAppend>;

class Landings {
 public:
  // Before a put is sent: what lands from now on may be its records.
  void begin_put();
  // The answer to the put, record by record; then its end. One put at a time.
  void expect(int32_t shard, const std::string& sequence_number, const PendingAppendPointer& append,
              bool is_first);
  void end_put();
  void refuse(const PendingAppendPointer& append, const Status& why);

  struct Landed {
    std::string sequence_number;
    Offset offset{};
  };
  void land(int32_t shard, const std::vector<Landed>& records);

  bool is_awaited(int32_t shard) const;
  bool is_any_awaited() const;
  void refuse_all(const Status& why);  // Of those that are awaited.
  void refuse_before(std::chrono::steady_clock::time_point begun);

 private:
  struct Expected {
    PendingAppendPointer append;
    bool is_first = false;
  };
  using Key = std::pair<int32_t, std::string>;
  struct Call {
    AppendDone done;
    Result<Offset> result;
  };

  // Under the mutex; what it returns is called without.
  static std::optional<Call> note(const Expected& expected, Offset offset);

  mutable std::mutex mutex_;  // Guards what follows.
  bool is_putting_ = false;
  std::map<Key, Offset> landed_;  // While a put is on its way.
  std::map<Key, Expected> expected_;
};

}  // namespace pinflow::eventlog
