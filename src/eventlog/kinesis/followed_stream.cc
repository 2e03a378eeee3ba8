#include "eventlog/kinesis/followed_stream.h"

#include <algorithm>

#include "base/backoff.h"
#include "eventlog/kinesis/shard_id.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace pinflow::eventlog {
namespace {

using std::chrono::milliseconds;

constexpr int64_t kReadBytesPerSecond = 2 << 20;  // Of a shard, for all its readers.
constexpr milliseconds kFirstRetry{200};
constexpr milliseconds kLongestRetry{10'000};
constexpr std::chrono::seconds kCaughtUpWithin{60};
constexpr milliseconds kLandedWithin{5'000};  // Of what was put when the log is closed.

}  // namespace

FollowedStream::FollowedStream(const FollowNouns& nouns, std::string name, Marks marks)
    : nouns_(nouns), name_(std::move(name)), marks_(std::move(marks)) {}

FollowedStream::~FollowedStream() {
  writer_.reset();
  const auto deadline = std::chrono::steady_clock::now() + kLandedWithin;
  while (landings_.is_any_awaited() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(milliseconds(5));
  }
  for (const auto& [shard, id] : tails_) nouns_.pool.remove(id);
  landings_.refuse_all(Status(Code::kUnavailable, "append: the log is being closed"));
}

void FollowedStream::set_shards(std::vector<StreamShard> shards,
                                const std::set<Partition>& drained) {
  std::vector<TailPool::Id> gone;
  {
    std::lock_guard lock(mutex_);
    shards_.clear();
    for (StreamShard& shard : shards) shards_.emplace(shard.index, std::move(shard));
    drained_ = drained;
    for (const auto& [index, id] : tails_) {
      if (shards_.contains(index) || !ended_.insert(Partition{index}).second) continue;
      gone.push_back(id);
      if (drained_.contains(Partition{index})) continue;
      telemetry::log(telemetry::Level::kError, "eventlog",
                     "a shard went before it was read to its end: its retention is over",
                     {{"stream", name_}, {"shard", shard_id(index)}});
    }
    if (has_started_) start_tails();
  }
  for (TailPool::Id id : gone) nouns_.pool.remove(id);  // Not under the mutex: its step takes it.
}

void FollowedStream::refuse_late() {
  landings_.refuse_before(std::chrono::steady_clock::now() - 2 * nouns_.limits.put_timeout);
}

void FollowedStream::set_marks(Marks marks) {
  std::lock_guard lock(mutex_);
  marks_ = std::move(marks);
}

void FollowedStream::start() {
  std::lock_guard lock(mutex_);
  if (has_started_) return;
  has_started_ = true;
  start_tails();
}

bool FollowedStream::has_started() const {
  std::lock_guard lock(mutex_);
  return has_started_;
}

std::set<Partition> FollowedStream::take_ended() {
  std::lock_guard lock(mutex_);
  return std::exchange(ended_, {});
}

void FollowedStream::start_tails() {
  auto is_over = [this](std::optional<int32_t> parent) {
    return !parent || !shards_.contains(*parent) || drained_.contains(Partition{*parent});
  };
  for (const auto& [index, shard] : shards_) {
    if (tails_.contains(index) || drained_.contains(Partition{index})) continue;
    if (!is_over(shard.parent) || !is_over(shard.adjacent_parent)) continue;
    Result<ShardMark> mark = mark_of(index);
    if (!mark.ok()) {
      telemetry::log(telemetry::Level::kError, "eventlog", "a shard is not read",
                     {{"stream", name_}, {"cause", mark.status().message()}});
      continue;
    }
    auto tail = std::make_shared<ShardTail>(nouns_.service, nouns_.copy, name_, shard, *mark);
    auto backoff =
        std::make_shared<Backoff>(kFirstRetry, kLongestRetry, static_cast<uint32_t>(index));
    tails_[index] =
        nouns_.pool.add([this, tail, backoff] { return step(tail.get(), backoff.get()); });
  }
}

// Of the last record that is here.
Result<ShardMark> FollowedStream::mark_of(int32_t shard) const {
  const TopicPartition of{name_, Partition{shard}};
  TRY_ASSIGN(const OffsetRange range, nouns_.copy.offsets(of));
  if (range.begin == range.end) {
    auto known = marks_.find(shard);
    return known == marks_.end() ? ShardMark() : known->second;
  }
  TRY_ASSIGN(auto last, nouns_.copy.read(of, range.end + -1, {.count_max = 1}));
  ShardMark mark = last.empty() ? ShardMark() : take_mark(&last.front().record);
  if (!mark.sequence_number.empty()) return mark;
  return Status(Code::kCorruption, "shard " + std::to_string(shard) +
                                       ": the last record of its copy does not say where it lies");
}

std::optional<milliseconds> FollowedStream::step(ShardTail* tail, Backoff* backoff) {
  const int32_t shard = tail->shard().index;
  const auto asked_at = std::chrono::steady_clock::now();
  Result<ShardTail::Step> step = tail->step();
  if (!step.ok()) return settle_error(*tail, step.status(), backoff);
  backoff->reset();
  telemetry::gauge("pinflow_eventlog_kinesis_behind_seconds",
                   "How far a shard's copy is behind the shard.",
                   {{"stream", name_}, {"shard", std::to_string(shard)}})
      .set(static_cast<double>(step->behind.count()) / 1000);
  landings_.land(shard, step->landed);
  if (step->is_end) {
    end(shard);
    return std::nullopt;
  }
  // Some say 0 behind a read that was cut short: an empty one is sure.
  if (step->behind.count() == 0 && step->size_bytes == 0) note_tip(shard, asked_at);
  const bool is_busy =
      !step->landed.empty() || step->behind.count() > 0 || landings_.is_awaited(shard);
  const auto size_bytes = static_cast<int64_t>(step->size_bytes);
  return std::max(is_busy ? nouns_.read_interval : nouns_.idle_interval,
                  milliseconds(size_bytes * 1000 / kReadBytesPerSecond));
}

std::optional<milliseconds> FollowedStream::settle_error(const ShardTail& tail,
                                                         const Status& status, Backoff* backoff) {
  if (status.code() == Code::kOutOfRange) return milliseconds(0);  // A new iterator is asked for.
  if (backoff->attempts() == 1 && status.code() != Code::kExhausted) {
    telemetry::log(telemetry::Level::kWarning, "eventlog", "a shard is not read at present",
                   {{"stream", name_},
                    {"shard", std::to_string(tail.shard().index)},
                    {"cause", status.message()}});
  }
  if (status.code() == Code::kNotFound) nouns_.look_again();
  return backoff->next();
}

void FollowedStream::note_tip(int32_t shard, std::chrono::steady_clock::time_point asked_at) {
  std::lock_guard lock(mutex_);
  at_tip_[shard] = asked_at;
  tip_noted_.notify_all();
}

Status FollowedStream::catch_up(Partition partition) {
  start();
  const auto begun = std::chrono::steady_clock::now();
  const int32_t shard = to_int32(partition);
  hurry(shard);
  std::unique_lock lock(mutex_);
  const bool is_here = tip_noted_.wait_for(lock, kCaughtUpWithin, [&] {
    const auto tip = at_tip_.find(shard);
    return !shards_.contains(shard) || drained_.contains(partition) || ended_.contains(partition) ||
           (tip != at_tip_.end() && tip->second >= begun);
  });
  if (is_here) return Status();
  return Status(Code::kUnavailable,
                "stream " + name_ + ": " + shard_id(shard) + " is not read to its end yet");
}

void FollowedStream::end(int32_t shard) {
  {
    std::lock_guard lock(mutex_);
    ended_.insert(Partition{shard});
    tip_noted_.notify_all();
  }
  nouns_.look_again();
}

void FollowedStream::hurry(int32_t shard) {
  std::lock_guard lock(mutex_);
  auto tail = tails_.find(shard);
  if (tail != tails_.end()) {
    nouns_.pool.hurry(tail->second);
  } else {
    nouns_.look_again();  // A shard that came meanwhile.
  }
}

void FollowedStream::append(Partition partition, const std::vector<Record>& records,
                            AppendDone done) {
  StreamShard to;
  {
    std::lock_guard lock(mutex_);
    auto found = shards_.find(to_int32(partition));
    if (found == shards_.end() || !found->second.is_open) {
      to.is_open = false;
    } else {
      to = found->second;
      if (!writer_) {
        writer_ = std::make_unique<StreamWriter>(nouns_.service, name_, nouns_.limits, landings_,
                                                 [this](int32_t shard) { hurry(shard); });
      }
    }
  }
  if (!to.is_open) {
    return done(Status(Code::kOutOfRange, "stream " + name_ + ": " + shard_id(to_int32(partition)) +
                                              " is closed: the stream was resharded"));
  }
  writer_->append(to, records, std::move(done));
}

}  // namespace pinflow::eventlog
