// Fetch: whole batches as the log has them, as soon as there are enough.
#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "gateway/kafka/call.h"

namespace pinflow::gateway::kafka {
namespace {

using model::Offset;
using model::Partition;
using std::chrono::milliseconds;

// How long it waits before it looks whether the server stops.
constexpr milliseconds kWakeUp{500};
constexpr milliseconds kWaitMax{300'000};

// Where partitions ended when they were looked at.
using Ends = std::vector<std::pair<model::TopicPartition, Offset>>;

// More than these are looked at on the connection's own thread, after any change.
constexpr size_t kWatchedCountMax = 1000;

bool has_moved(const eventlog::EventLog& log, const Ends& ends) {
  if (ends.size() > kWatchedCountMax) return true;
  return std::any_of(ends.begin(), ends.end(), [&](const auto& one) {
    const auto range = log.offsets(one.first);
    return !range.ok() || range->end != one.second;
  });
}

// What has been put together so far.
struct Progress {
  uint64_t bytes = 0;
  bool has_error = false;
  Ends ends;  // As they were before they were read.
};

uint64_t at_least_none(int64_t number) {
  return static_cast<uint64_t>(std::max<int64_t>(number, 0));
}

// The batches of one partition; none when they would be too many.
Result<std::string> read(const Call& call, const model::TopicPartition& from, const Message& wanted,
                         Progress* progress) {
  const uint64_t total_max = std::min(at_least_none(call.request.number("max_bytes")),
                                      call.service.options.fetch_bytes_max);
  const uint64_t left = total_max - std::min(total_max, progress->bytes);
  const uint64_t bytes_max = std::min(at_least_none(wanted.number("max_bytes")), left);
  const Offset begin{wanted.number("fetch_offset")};
  TRY_ASSIGN(const eventlog::OffsetRange range, call.service.log.offsets(from));
  progress->ends.emplace_back(from, range.end);
  if (begin < range.begin || begin > range.end) return Status(Code::kOutOfRange, "fetch");
  if (begin == range.end || (left == 0 && progress->bytes > 0)) return std::string();
  TRY_ASSIGN(std::string batches, call.service.batches.read_batches(from, begin, bytes_max));
  // Only the answer's first batch may be larger than what is wanted.
  if (progress->bytes > 0 && batches.size() > left) batches.clear();
  return batches;
}

void fetch_partition(const Call& call, std::string_view topic, const Message& wanted,
                     Progress* progress, Message* partition) {
  partition->set("index", wanted.number("index")).set("records", "");
  ErrorCode error = call.check(Action::kConsume, topic);
  const model::TopicPartition from{std::string(topic), Partition{wanted.number32("index")}};
  if (error == ErrorCode::kNone) {
    Result<std::string> batches = read(call, from, wanted, progress);
    error = error_of(batches.status());
    if (batches.ok()) {
      progress->bytes += batches->size();
      partition->set("records", std::move(*batches));
    }
  }
  partition->set("error_code", to_int64(error));
  progress->has_error = progress->has_error || error != ErrorCode::kNone;
  // Asked for last, so that the end is not before what is given.
  const auto range = call.service.log.offsets(from);
  if (!range.ok() || error == ErrorCode::kTopicAuthorizationFailed) return;
  partition->set("high_watermark", model::to_int64(range->end));
  partition->set("last_stable_offset", model::to_int64(range->end));
  partition->set("log_start_offset", model::to_int64(range->begin));
}

Progress fetch_once(Call& call) {
  Progress progress;
  call.answer = Message(call.answer.schema());
  for (const Message& topic : call.request.list("topics")) {
    Message& answered = call.answer.add("topics").set("name", topic.text("name"));
    for (const Message& wanted : topic.list("partitions")) {
      fetch_partition(call, topic.text("name"), wanted, &progress, &answered.add("partitions"));
    }
  }
  return progress;
}

}  // namespace

http::Task<bool> fetch(Call& call) {
  // There are no sessions: an answer with session 0 tells the client so.
  if (call.request.number("session_id") != 0) {
    call.answer.set("error_code", to_int64(ErrorCode::kFetchSessionIdNotFound));
    co_return true;
  }
  const milliseconds wait{
      std::clamp<int64_t>(call.request.number("max_wait_ms"), 0, kWaitMax.count())};
  const uint64_t bytes_min = at_least_none(call.request.number("min_bytes"));
  const SteadyTime deadline = std::chrono::steady_clock::now() + wait;
  while (true) {
    const uint64_t seen = call.service.log.change_count();
    Progress progress = fetch_once(call);
    const SteadyTime now = std::chrono::steady_clock::now();
    const bool is_enough = progress.bytes >= bytes_min || progress.has_error;
    if (is_enough || now >= deadline || call.service.is_closing) break;
    // Asked on the watch's thread, also when this fetch is gone.
    std::function<bool()> is_due = [&log = call.service.log, ends = std::move(progress.ends)] {
      return has_moved(log, ends);
    };
    auto changed = http::completion<bool>([&](const http::Done<bool>& done) {
      call.service.watch.wait(seen, std::min(deadline, now + kWakeUp), std::move(is_due),
                              [done] { done(true); });
    });
    co_await changed;
  }
  co_return true;
}

}  // namespace pinflow::gateway::kafka
