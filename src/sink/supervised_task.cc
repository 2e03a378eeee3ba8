#include "sink/supervised_task.h"

#include <functional>

#include "telemetry/log.h"

namespace pinflow::sink {
namespace {

using std::chrono::milliseconds;
using telemetry::Level;

constexpr milliseconds kFirstRetry{200};
constexpr milliseconds kLongestRetry{30'000};

// What is not found went while it was looked for: the next look knows. Rights and keys are given
// elsewhere, without a word to us.
bool may_heal(Code code) {
  return code == Code::kUnavailable || code == Code::kExhausted || code == Code::kNotFound ||
         code == Code::kDenied;
}

uint32_t seed(const TopicPartition& of) {
  return static_cast<uint32_t>(std::hash<std::string>()(text(of)));
}

}  // namespace

std::string text(const TopicPartition& of) {
  return of.topic + "/" + std::to_string(to_int32(of.partition));
}

SupervisedTask::SupervisedTask(const ConnectorConfig& config, const TopicPartition& of,
                               eventlog::EventLog& log, objects::Store& bucket,
                               EncodeParquet encode_parquet)
    : config_(config),
      log_(log),
      task_(config, of, log, bucket, std::move(encode_parquet)),
      backoff_(kFirstRetry, kLongestRetry, seed(of)) {}

bool SupervisedTask::advance(UnixMillis now, bool close_open) {
  Result<bool> more = task_.advance(close_open || is_idle(now));
  settle(now, more.status());
  return more.ok() && *more;
}

// By the clock, not by the records' times: no record may ever come to close the last object.
bool SupervisedTask::is_idle(UnixMillis now) {
  if (!config_.rotate_interval) return false;
  auto range = log_.offsets(task_.of());
  if (!range.ok()) return false;  // advance() says why.
  if (range->end != seen_end_ || now < seen_at_) {
    seen_end_ = range->end;
    seen_at_ = now;
  }
  return now - seen_at_ >= *config_.rotate_interval;
}

bool SupervisedTask::waits(UnixMillis now) const {
  // A retry that is further away than any wait belongs to a clock that was set back.
  return state_ != State::kRunning && retry_at_ > now && retry_at_ - now <= kLongestRetry;
}

void SupervisedTask::restart() {
  state_ = State::kRunning;
  trouble_ = Status();
  backoff_.reset();
}

void SupervisedTask::settle(UnixMillis now, Status status) {
  std::string of = text(task_.of());
  if (status.ok()) {
    if (state_ != State::kRunning) {
      telemetry::log(Level::kInfo, "sink", "partition goes on",
                     {{"connector", config_.name}, {"partition", of}});
    }
    restart();
    return;
  }
  State now_is = may_heal(status.code()) ? State::kRetrying : State::kFailed;
  if (now_is != state_) {
    bool needs_people = now_is == State::kFailed;
    telemetry::log(needs_people ? Level::kError : Level::kWarning, "sink",
                   needs_people ? "partition stopped" : "partition waits and tries again",
                   {{"connector", config_.name}, {"partition", of}, {"cause", status.message()}});
  }
  state_ = now_is;
  wait_ = backoff_.next();
  retry_at_ = now + wait_;
  trouble_ = std::move(status);
}

PartitionReport SupervisedTask::report() const {
  PartitionReport report;
  report.of = task_.of();
  report.state = state_ == State::kRunning    ? "running"
                 : state_ == State::kRetrying ? "retrying"
                                              : "failed";
  if (!trouble_.ok()) {
    report.message = text(report.of) + ": " + trouble_.message() + "; after attempt " +
                     std::to_string(backoff_.attempts()) + " the next one waits " +
                     std::to_string(wait_.count()) + " ms";
  }
  report.position = task_.position();
  report.counts = task_.counts();
  if (auto range = log_.offsets(report.of); range.ok()) {
    report.waiting = range->end - report.position;
  }
  return report;
}

}  // namespace pinflow::sink
