// FollowedStream: one stream that is written to and read: its writer, and a tail for each shard
// whose records are not all in the local log yet. A shard's tail begins when its parents' are over.
//
//   Threads:   any.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "base/backoff.h"
#include "eventlog/event_log.h"
#include "eventlog/kinesis/landings.h"
#include "eventlog/kinesis/shard_tail.h"
#include "eventlog/kinesis/stream_writer.h"
#include "eventlog/kinesis/tail_pool.h"

namespace pinflow::eventlog {

// What all streams share; it outlives them.
struct FollowNouns {
  KinesisService& service;
  EventLog& copy;
  TailPool& pool;
  std::chrono::milliseconds read_interval;  // Of a shard that has records.
  std::chrono::milliseconds idle_interval;
  StreamWriterLimits limits;
  std::function<void()> look_again;  // A shard has come to its end, or is gone.
};

class FollowedStream {
 public:
  // Marks of partitions that hold no record any more.
  using Marks = std::map<int32_t, ShardMark>;

  FollowedStream(const FollowNouns& nouns, std::string name, Marks marks);
  ~FollowedStream();

  // The shards as they are now; `drained` are those whose records are all in the local log.
  void set_shards(std::vector<StreamShard> shards, const std::set<Partition>& drained);
  void set_marks(Marks marks);
  void start();  // From now on there are tails.
  bool has_started() const;
  // Shards that came to their end, or were gone, since the last call.
  std::set<Partition> take_ended();

  // As catch_up() of kinesis_event_log.h.
  Status catch_up(Partition partition);

  // Those that were put and do not come back.
  void refuse_late();

  // As EventLog::append().
  void append(Partition partition, const std::vector<Record>& records, AppendDone done);

 private:
  void start_tails();
  Result<ShardMark> mark_of(int32_t shard) const;
  std::optional<std::chrono::milliseconds> step(ShardTail* tail, Backoff* backoff);
  std::optional<std::chrono::milliseconds> settle_error(const ShardTail& tail, const Status& status,
                                                        Backoff* backoff);
  void note_tip(int32_t shard, std::chrono::steady_clock::time_point asked_at);
  void end(int32_t shard);
  void hurry(int32_t shard);

  const FollowNouns& nouns_;
  const std::string name_;
  Landings landings_;

  mutable std::mutex mutex_;  // Guards what follows.
  bool has_started_ = false;
  Marks marks_;
  std::map<int32_t, StreamShard> shards_;
  std::set<Partition> drained_;
  std::set<Partition> ended_;
  std::map<int32_t, TailPool::Id> tails_;
  // When a read was begun that found nothing behind what is here.
  std::map<int32_t, std::chrono::steady_clock::time_point> at_tip_;
  std::condition_variable tip_noted_;
  std::unique_ptr<StreamWriter> writer_;
};

}  // namespace pinflow::eventlog
