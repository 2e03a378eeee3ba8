#include "eventlog/local/group_commit.h"

#include <chrono>
#include <utility>

#include "base/idle_work.h"
#include "base/wake_group.h"
#include "telemetry/metrics.h"

namespace pinflow::eventlog {
namespace {

// Large enough that syncs cost little, small enough that those who wait do not wait long.
constexpr uint64_t kBatchBytes = 1u << 20;
// What is written in about the time that a sync of nothing takes.
constexpr uint64_t kSmallCommitBytesMax = 64u << 10;
// One call becomes one batch, whose size Kafka's format keeps in 31 bits.
constexpr uint64_t kCallBytesMax = 1u << 30;
constexpr uint64_t kRecordOverheadBytes = 64;

uint64_t size_of(const std::vector<Record>& records) {
  uint64_t size_bytes = 0;
  for (const Record& record : records) {
    size_bytes += kRecordOverheadBytes + payload_bytes(record);
    for (const model::Header& header : record.headers) {
      size_bytes += kRecordOverheadBytes + header.name.size() + header.value.value_or("").size();
    }
  }
  return size_bytes;
}

// Appends as batches, and where each begins: in which batch, and behind how many of its records.
struct Encoded {
  std::vector<std::string> batches;
  std::vector<std::pair<size_t, int64_t>> places;
  uint64_t size_bytes = 0;
};

// As few batches as there can be: all records between two batches of producers become one.
template <class Appends>
Encoded encode(Appends* appends) {
  Encoded encoded;
  for (const auto& append : *appends) encoded.size_bytes += append.size_bytes;
  BatchBuilder builder(appends->front().batch.empty() ? encoded.size_bytes : 0);
  int64_t record_count = 0;
  auto end_batch = [&] {
    if (!builder.is_empty()) encoded.batches.push_back(builder.take());
    record_count = 0;
  };
  for (auto& append : *appends) {
    if (!append.batch.empty()) end_batch();
    encoded.places.emplace_back(encoded.batches.size(), record_count);
    if (!append.batch.empty()) encoded.batches.push_back(std::move(append.batch));
    for (const Record& record : append.records) builder.add(record);
    record_count += static_cast<int64_t>(append.records.size());
  }
  end_batch();
  return encoded;
}

telemetry::Counter& records_total() {
  static auto& counter = telemetry::counter("pinflow_eventlog_records_total",
                                            "Records made durable in the embedded log.");
  return counter;
}

telemetry::Histogram& commit_seconds() {
  static auto& histogram =
      telemetry::histogram("pinflow_eventlog_commit_seconds", "Time to write and sync one batch.");
  return histogram;
}

}  // namespace

GroupCommit::GroupCommit(int commit_count_max, uint64_t queue_bytes_max,
                         std::function<void()> on_commit)
    : commit_count_max_(commit_count_max),
      queue_bytes_max_(queue_bytes_max),
      on_commit_(std::move(on_commit)) {
  check(commit_count_max > 0);
  for (int index = 0; index <= commit_count_max; ++index) {
    threads_.emplace_back([this] { run(); });
  }
}

GroupCommit::~GroupCommit() {
  {
    std::lock_guard lock(mutex_);
    is_closing_ = true;
  }
  work_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void GroupCommit::append(std::shared_ptr<QueuedPartition> partition, std::vector<Record> records,
                         AppendDone done) {
  uint64_t size_bytes = size_of(records);
  append(std::move(partition), Append{std::move(records), {}, size_bytes, std::move(done)});
}

void GroupCommit::append(std::shared_ptr<QueuedPartition> partition, std::string batch,
                         AppendDone done) {
  uint64_t size_bytes = batch.size();
  append(std::move(partition), Append{{}, std::move(batch), size_bytes, std::move(done)});
}

void GroupCommit::append(std::shared_ptr<QueuedPartition> partition, Append append) {
  Status status = enqueue(std::move(partition), &append);
  if (!status.ok()) append.done(std::move(status));
}

// Takes the append, or leaves it as it is with an error.
Status GroupCommit::enqueue(std::shared_ptr<QueuedPartition> partition, Append* append) {
  if (append->size_bytes > kCallBytesMax) {
    return Status(Code::kInvalidArgument, "append: over 1 GiB in one call");
  }
  std::lock_guard lock(mutex_);
  if (is_closing_) return Status(Code::kUnavailable, "append: the log is closing");
  if (partition->is_closed_) return Status(Code::kOutOfRange, "append: the partition is closed");
  // A call that is larger than the whole queue could otherwise never succeed.
  if (queued_bytes_ > 0 && queued_bytes_ + append->size_bytes > queue_bytes_max_) {
    return Status(Code::kExhausted, "append: the queue of writes is full");
  }
  queued_bytes_ += append->size_bytes;
  partition->waiting_bytes_ += append->size_bytes;
  partition->waiting_.push_back(std::move(*append));
  if (partition->is_scheduled_) return Status();
  partition->is_scheduled_ = true;
  schedule(std::move(partition));
  if (next_class() && !IdleWork::offer([this] { run_one(); })) work_.notify_one();
  return Status();
}

void GroupCommit::schedule(std::shared_ptr<QueuedPartition> partition) {
  const bool is_small = partition->waiting_bytes_ <= kSmallCommitBytesMax;
  (is_small ? small_ : large_).ready.push_back(std::move(partition));
}

// The size of which a commit may run now, if one may.
GroupCommit::SizeClass* GroupCommit::next_class() {
  // Some may have grown since they were scheduled.
  while (!small_.ready.empty() && small_.ready.front()->waiting_bytes_ > kSmallCommitBytesMax) {
    large_.ready.push_back(std::move(small_.ready.front()));
    small_.ready.pop_front();
  }
  for (SizeClass* one : {&small_, &large_}) {
    if (!one->ready.empty() && one->running_count < commit_count_max_) return one;
  }
  return nullptr;
}

void GroupCommit::close(QueuedPartition* partition) {
  std::unique_lock lock(mutex_);
  partition->is_closed_ = true;
  work_.notify_one();  // The calling thread may have said that it will do it once it is idle.
  idle_.wait(lock, [&] { return !partition->is_scheduled_; });
}

void GroupCommit::reopen(QueuedPartition* partition) {
  std::lock_guard lock(mutex_);
  partition->is_closed_ = false;
}

void GroupCommit::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    SizeClass* of = nullptr;
    work_.wait(lock, [&] { return (of = next_class()) || is_closing_; });
    if (!of) return;  // Those that run take what is left of their size.
    run_ready(&lock, of);
  }
}

// On the thread of one who appends, in place of a commit thread.
void GroupCommit::run_one() {
  std::unique_lock lock(mutex_);
  SizeClass* of = next_class();
  if (!of) return;  // A commit thread was quicker.
  run_ready(&lock, of);
  if (next_class()) work_.notify_one();
}

void GroupCommit::run_ready(std::unique_lock<std::mutex>* lock, SizeClass* of) {
  std::shared_ptr<QueuedPartition> partition = std::move(of->ready.front());
  of->ready.pop_front();
  ++of->running_count;
  std::vector<Append> appends = take_one_batch(partition.get());
  if (next_class()) work_.notify_one();
  lock->unlock();

  // Those who are told may append again at once: that goes into the next batch.
  commit(partition.get(), std::move(appends));

  lock->lock();
  --of->running_count;
  partition->is_scheduled_ = !partition->waiting_.empty();
  if (partition->is_scheduled_) {
    schedule(std::move(partition));
  } else if (partition->is_closed_) {
    idle_.notify_all();
  }
}

std::vector<GroupCommit::Append> GroupCommit::take_one_batch(QueuedPartition* partition) {
  std::vector<Append> appends;
  uint64_t size_bytes = 0;
  std::deque<Append>& waiting = partition->waiting_;
  while (!waiting.empty() &&
         (appends.empty() || size_bytes + waiting.front().size_bytes <= kBatchBytes)) {
    size_bytes += waiting.front().size_bytes;
    appends.push_back(std::move(waiting.front()));
    waiting.pop_front();
  }
  partition->waiting_bytes_ -= size_bytes;
  return appends;
}

void GroupCommit::commit(QueuedPartition* partition, std::vector<Append> appends) {
  auto begin = std::chrono::steady_clock::now();
  const OffsetRange before = partition->log->offsets();
  Encoded encoded = encode(&appends);
  std::vector<Result<Offset>> firsts = partition->log->append(std::move(encoded.batches));
  queued_bytes_ -= encoded.size_bytes;
  const int64_t record_count = partition->log->offsets().end - before.end;
  if (record_count > 0) {
    std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
    commit_seconds().observe(elapsed.count());
    records_total().add(static_cast<double>(record_count));
    on_commit_();
  }
  WakeGroup group;
  for (size_t index = 0; index < appends.size(); ++index) {
    const auto& [batch, delta] = encoded.places[index];
    const Result<Offset>& first = firsts[batch];
    appends[index].records = {};  // Freed before those who are told allocate again.
    appends[index].done(first.ok() ? Result<Offset>(*first + delta) : first);
  }
}

}  // namespace pinflow::eventlog
