#include "stream/stream.h"

#include <algorithm>
#include <functional>

#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace pinflow::stream {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using telemetry::Level;

// The longest wait for a command, a new topic or stop(); records end it.
constexpr milliseconds kAttention{200};
constexpr milliseconds kFirstRetry{200};
constexpr milliseconds kLongestRetry{30'000};
// How long records gather unnoticed. The log tells of every commit to any topic: looking after each
// would cost a busy door more than the commit does.
constexpr milliseconds kGather{50};

// Another writer's commit is one more reason to look again.
bool may_heal(Code code) {
  return code == Code::kUnavailable || code == Code::kExhausted || code == Code::kNotFound ||
         code == Code::kAlreadyExists;
}

void count(const std::string& table, const BatchCounts& counts) {
  const telemetry::Labels labels = {{"table", table}};
  auto add = [&](const char* name, const char* help, int64_t by) {
    telemetry::counter(name, help, labels).add(static_cast<double>(by));
  };
  add("pinflow_stream_batches_total", "Micro-batches committed.", 1);
  add("pinflow_stream_rows_total", "Rows put into stream tables.", counts.rows);
  add("pinflow_stream_duplicates_total", "Rows left out as duplicates.", counts.duplicates);
  add("pinflow_stream_dead_letters_total", "Rows refused.", counts.dead_letters);
  add("pinflow_stream_records_lost_total", "Records that retention deleted before they were read.",
      counts.lost);
}

}  // namespace

Stream::Stream(StreamConfig config, const StreamNouns& nouns)
    : config_(std::move(config)),
      nouns_(nouns),
      part_(config_.part_name()),
      backoff_(kFirstRetry, kLongestRetry, static_cast<uint32_t>(std::hash<std::string>()(part_))) {
  auto parts = nouns_.runs.parts();
  if (!parts.ok()) return;
  auto known = std::ranges::find(*parts, part_, &runs::PartState::part);
  if (known != parts->end() && known->state == "paused") state_ = State::kPaused;
}

Stream::~Stream() { stop(); }

void Stream::start() {
  check(!worker_.joinable());
  worker_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

void Stream::stop() {
  if (!worker_.joinable()) return;
  worker_.request_stop();
  worker_.join();
}

void Stream::work(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    uint64_t seen = nouns_.log.change_count();
    SteadyTime next;
    bool is_idle = false;
    {
      std::lock_guard lock(work_mutex_);
      take_commands();
      take_up_topic();
      while (is_due() && !stop.stop_requested()) {
        if (!advance()) break;
      }
      next = next_attention(steady_clock::now());
      if (carrier_) carrier_->record_quality();
      is_idle = state_ == State::kRunning && carrier_ && carrier_->waiting() == 0;
      publish();
    }
    auto pause = std::chrono::ceil<milliseconds>(next - steady_clock::now());
    if (pause <= milliseconds(0)) continue;
    std::this_thread::sleep_for(std::min({pause, kGather, config_.limits.interval}));
    if (is_idle) nouns_.log.wait_for_change(seen, std::min(pause, kAttention));
  }
  std::lock_guard lock(work_mutex_);
  if (carrier_) carrier_->record_quality(true);
}

bool Stream::is_due() {
  SteadyTime now = steady_clock::now();
  return next_attention(now) <= now;
}

// When there may be something to do.
Stream::SteadyTime Stream::next_attention(SteadyTime now) {
  if (state_ == State::kPaused || state_ == State::kFailed || !carrier_) {
    return now + kAttention;
  }
  if (state_ == State::kRetrying) return std::min(retry_at_, now + kLongestRetry);
  int64_t waiting = carrier_->waiting();
  if (!carrier_->has_begun() || waiting >= config_.limits.rows_max) return now;
  SteadyTime due = last_batch_ + config_.limits.interval;
  return waiting > 0 ? due : std::max(due, now + kAttention);
}

Result<StreamReport> Stream::drain() {
  {
    std::lock_guard lock(work_mutex_);
    take_commands();
    take_up_topic();
    while (carrier_ && state_ != State::kPaused && advance()) {
    }
    publish();
    if (!trouble_.ok()) return Status(trouble_).with_context(config_.table_name);
  }
  return report();
}

StreamReport Stream::report() const {
  std::lock_guard lock(report_mutex_);
  return report_;
}

void Stream::take_commands() {
  auto commands = nouns_.runs.take_commands(part_);
  if (!commands.ok()) return;  // It is asked again soon.
  for (const runs::Command& command : *commands) {
    telemetry::log(Level::kInfo, "stream", "command taken",
                   {{"stream", part_}, {"command", command.name}});
    if (command.name == "pause") state_ = State::kPaused;
    bool goes_on =
        command.name == "restart" || (command.name == "resume" && state_ == State::kPaused);
    if (!goes_on) continue;
    state_ = State::kRunning;
    trouble_ = Status();
    backoff_.reset();
  }
}

void Stream::take_up_topic() {
  Result<eventlog::Topic> topic = nouns_.log.topic(config_.topic);
  if (!topic.ok()) {
    carrier_.reset();
    return;
  }
  if (!carrier_ || carrier_->topic().id != topic->id) {
    carrier_ = std::make_unique<Carrier>(config_, nouns_, std::move(*topic));
  } else if (carrier_->topic().revision != topic->revision) {
    Status followed = carrier_->follow(std::move(*topic));
    if (!followed.ok()) settle(std::move(followed));
  }
}

// Whether there may be more to do at once.
bool Stream::advance() {
  last_batch_ = steady_clock::now();
  Result<std::optional<BatchCounts>> carried = carrier_->advance();
  settle(carried.status());
  if (!carried.ok() || !*carried) return false;
  counts_ += **carried;
  count(config_.table_name, **carried);
  return true;
}

void Stream::settle(Status status) {
  if (status.ok()) {
    if (state_ == State::kRetrying) {
      telemetry::log(Level::kInfo, "stream", "stream goes on", {{"stream", part_}});
    }
    state_ = State::kRunning;
    trouble_ = Status();
    backoff_.reset();
    return;
  }
  if (!may_heal(status.code())) {
    telemetry::log(Level::kError, "stream", "stream stopped",
                   {{"stream", part_}, {"cause", status.message()}});
    state_ = State::kFailed;
  } else {
    if (state_ != State::kRetrying) {
      telemetry::log(Level::kWarning, "stream", "stream waits and tries again",
                     {{"stream", part_}, {"cause", status.message()}});
    }
    state_ = State::kRetrying;
    retry_at_ = steady_clock::now() + backoff_.next();
  }
  trouble_ = std::move(status);
}

void Stream::publish() {
  static constexpr const char* kStates[] = {"running", "paused", "retrying", "failed"};
  StreamReport report{kStates[static_cast<size_t>(state_)], trouble_.message(), counts_};
  if (carrier_) {
    report.waiting = carrier_->waiting();
    report.key_count = carrier_->key_count();
    report.key_bytes = carrier_->key_bytes();
  } else {
    report.message = "no topic " + config_.topic + " yet";
  }
  runs::PartState now{part_, report.state, report.message, nouns_.clock.now()};
  {
    std::lock_guard lock(report_mutex_);
    report_ = std::move(report);
  }
  if (now.state == published_.state && now.message == published_.message) return;
  if (nouns_.runs.set_part(now).ok()) published_ = std::move(now);
}

}  // namespace pinflow::stream
