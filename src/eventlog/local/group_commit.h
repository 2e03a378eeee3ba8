// GroupCommit: the queue between those who append and the disk. A few threads take a partition
// that has appends waiting, make one batch of all records and keep those that came as batches,
// store them with one write and one sync, and then tell everyone who waited. So the more append at
// once, the fewer syncs each costs. Small commits have a thread that no large ones can take: a
// single record does not wait behind the megabytes that others write to other partitions. A thread
// that serves a single client (IdleWork) makes the commits of its appends by itself.
//
//   Threads:     any.
//   Durability:  `done` with an offset means synced (PartitionLog).
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "eventlog/local/partition_log.h"

namespace pinflow::eventlog {

// A partition and what waits to be written to it.
class QueuedPartition {
 public:
  explicit QueuedPartition(std::unique_ptr<PartitionLog> of) : log(std::move(of)) {}

  const std::unique_ptr<PartitionLog> log;

 private:
  friend class GroupCommit;

  struct Append {
    std::vector<Record> records;
    std::string batch;  // In place of records: one that a producer made.
    uint64_t size_bytes = 0;
    AppendDone done;
  };

  // Guarded by GroupCommit's mutex.
  std::deque<Append> waiting_;
  uint64_t waiting_bytes_ = 0;
  bool is_scheduled_ = false;  // A thread has it, or it waits for one.
  bool is_closed_ = false;
};

class GroupCommit {
 public:
  // Of small and of large commits, `commit_count_max` of each run at a time, on one thread more
  // than that. `on_commit` is called after each commit, before its `done`s.
  GroupCommit(int commit_count_max, uint64_t queue_bytes_max, std::function<void()> on_commit);
  ~GroupCommit();  // Completes what is queued; refuses what comes from now on.

  // Queues records that are known to be good. `done` is called once they are committed, or at once
  // with kExhausted (the queue is full), kInvalidArgument (over 1 GiB) or kUnavailable (closing).
  void append(std::shared_ptr<QueuedPartition> partition, std::vector<Record> records,
              AppendDone done);
  // The same for a batch that a producer made, which stays as it is.
  void append(std::shared_ptr<QueuedPartition> partition, std::string batch, AppendDone done);

  // From now on appends to the partition get kOutOfRange. Waits for those that are queued.
  void close(QueuedPartition* partition);
  void reopen(QueuedPartition* partition);

 private:
  using Append = QueuedPartition::Append;

  // The commits of one size.
  struct SizeClass {
    std::deque<std::shared_ptr<QueuedPartition>> ready;
    int running_count = 0;
  };

  void schedule(std::shared_ptr<QueuedPartition> partition);
  SizeClass* next_class();
  void append(std::shared_ptr<QueuedPartition> partition, Append append);
  Status enqueue(std::shared_ptr<QueuedPartition> partition, Append* append);
  void run();
  void run_one();
  void run_ready(std::unique_lock<std::mutex>* lock, SizeClass* of);
  std::vector<Append> take_one_batch(QueuedPartition* partition);
  void commit(QueuedPartition* partition, std::vector<Append> appends);

  const int commit_count_max_;
  const uint64_t queue_bytes_max_;
  const std::function<void()> on_commit_;

  std::mutex mutex_;  // Guards what follows, and the queues of all partitions.
  std::condition_variable work_;
  std::condition_variable idle_;  // A closed partition has nothing queued any more.
  SizeClass small_;
  SizeClass large_;
  std::atomic<uint64_t> queued_bytes_ = 0;  // Grows under the mutex only.
  bool is_closing_ = false;

  std::vector<std::thread> threads_;
};

}  // namespace pinflow::eventlog
