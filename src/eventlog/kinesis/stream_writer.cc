#include "eventlog/kinesis/stream_writer.h"

#include <set>

#include "base/backoff.h"
#include "eventlog/kinesis/stream_record.h"
#include "telemetry/metrics.h"

namespace pinflow::eventlog {
namespace {

constexpr size_t kEntriesMax = 500;  // The service's, for one request.
constexpr uint64_t kRequestBytesMax = 5u << 20;
constexpr std::chrono::milliseconds kFirstPutPause{50};
constexpr std::chrono::milliseconds kLongestPutPause{5000};

uint64_t size_of(const PutEntry& entry) { return entry.data.size() + entry.partition_key.size(); }

bool may_be_taken_later(const Status& status) {
  return status.code() == Code::kExhausted || status.code() == Code::kUnavailable;
}

}  // namespace

StreamWriter::StreamWriter(KinesisService& service, std::string stream,
                           const StreamWriterLimits& limits, Landings& landings,
                           std::function<void(int32_t shard)> put)
    : service_(service),
      stream_(std::move(stream)),
      limits_(limits),
      landings_(landings),
      put_(std::move(put)),
      worker_([this](const std::stop_token& stop) { work(stop); }) {}

StreamWriter::~StreamWriter() {
  worker_.request_stop();
  worker_.join();
}

void StreamWriter::append(const StreamShard& to, const std::vector<Record>& records,
                          AppendDone done) {
  std::vector<PutEntry> entries;
  uint64_t size_bytes = 0;
  for (const Record& record : records) {
    entries.push_back(to_put_entry(record, to));
    const uint64_t entry_bytes = size_of(entries.back());
    if (entry_bytes > kPutBytesMax) {
      return done(Status(Code::kInvalidArgument, "append: a record that takes " +
                                                     std::to_string(entry_bytes) +
                                                     " bytes in kinesis, which has room for " +
                                                     std::to_string(kPutBytesMax)));
    }
    size_bytes += entry_bytes;
  }
  {
    std::lock_guard lock(mutex_);
    if (waiting_.empty() || waiting_bytes_ + size_bytes <= limits_.queue_bytes_max) {
      auto append = std::make_shared<PendingAppend>(records.size(), std::move(done));
      const SteadyTime deadline = std::chrono::steady_clock::now() + limits_.put_timeout;
      for (size_t i = 0; i < entries.size(); ++i) {
        waiting_.push_back({std::move(entries[i]), append, i == 0, deadline});
      }
      waiting_bytes_ += size_bytes;
      done = nullptr;
    }
  }
  if (done) return done(Status(Code::kExhausted, "append: the queue of writes is full"));
  more_.notify_one();
}

std::vector<StreamWriter::Waiting> StreamWriter::take_some(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  more_.wait(lock, stop, [this] { return !waiting_.empty(); });
  std::vector<Waiting> some;
  uint64_t size_bytes = 0;
  while (!waiting_.empty() && some.size() < kEntriesMax) {
    const uint64_t next_bytes = size_of(waiting_.front().entry);
    if (!some.empty() && size_bytes + next_bytes > kRequestBytesMax) break;
    size_bytes += next_bytes;
    some.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  waiting_bytes_ -= size_bytes;
  return some;
}

void StreamWriter::work(const std::stop_token& stop) {
  Backoff backoff(kFirstPutPause, kLongestPutPause,
                  static_cast<uint32_t>(std::hash<std::string>()(stream_)));
  while (true) {
    std::vector<Waiting> some = take_some(stop);
    if (some.empty()) return;  // It is told to stop.
    std::vector<Waiting> again = send(std::move(some));
    if (again.empty()) {
      backoff.reset();
      continue;
    }
    put_back(std::move(again), stop.stop_requested());
    std::mutex pausing;
    std::unique_lock lock(pausing);
    std::condition_variable_any paused;
    paused.wait_for(lock, stop, backoff.next(), [] { return false; });
  }
}

std::vector<StreamWriter::Waiting> StreamWriter::send(std::vector<Waiting> some) {
  static auto& repeated = telemetry::counter("pinflow_eventlog_kinesis_put_again_total",
                                             "Records that were put into Kinesis again.");
  std::vector<PutEntry> entries;
  for (Waiting& one : some) entries.push_back(std::move(one.entry));
  landings_.begin_put();
  Result<std::vector<PutOutcome>> outcomes = service_.put(stream_, entries);
  std::vector<Waiting> again;
  std::set<int32_t> shards;
  const auto now = std::chrono::steady_clock::now();
  for (size_t i = 0; i < some.size(); ++i) {
    const Status status = outcomes.ok() ? (*outcomes)[i].status : outcomes.status();
    if (status.ok()) {
      const PutOutcome& outcome = (*outcomes)[i];
      landings_.expect(outcome.shard, outcome.sequence_number, some[i].append, some[i].is_first);
      shards.insert(outcome.shard);
    } else if (may_be_taken_later(status) && now < some[i].deadline) {
      some[i].entry = std::move(entries[i]);
      again.push_back(std::move(some[i]));
    } else {
      landings_.refuse(some[i].append, status);
    }
  }
  landings_.end_put();
  for (int32_t shard : shards) put_(shard);
  if (!again.empty()) repeated.add(static_cast<double>(again.size()));
  return again;
}

void StreamWriter::put_back(std::vector<Waiting> some, bool is_stopping) {
  if (is_stopping) {
    for (Waiting& one : some) {
      landings_.refuse(one.append, Status(Code::kUnavailable, "append: the log is being closed"));
    }
    return;
  }
  std::lock_guard lock(mutex_);
  for (auto one = some.rbegin(); one != some.rend(); ++one) {
    waiting_bytes_ += size_of(one->entry);
    waiting_.push_front(std::move(*one));
  }
}

}  // namespace pinflow::eventlog
