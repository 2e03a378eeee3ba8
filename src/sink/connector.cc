#include "sink/connector.h"

#include <algorithm>
#include <functional>

#include "telemetry/log.h"

namespace pinflow::sink {
namespace {

using std::chrono::milliseconds;
using telemetry::Level;

// The longest time until a command, the clock or stop() is noticed; new records wake at once.
constexpr milliseconds kAttention{200};
constexpr milliseconds kFirstRetry{200};
constexpr milliseconds kLongestRetry{30'000};

// What is not found went while it was looked for: the next look knows. Rights and keys are given
// elsewhere, without a word to us.
bool may_heal(Code code) {
  return code == Code::kUnavailable || code == Code::kExhausted || code == Code::kNotFound ||
         code == Code::kDenied;
}

std::string text(const TopicPartition& of) {
  return of.topic + "/" + std::to_string(to_int32(of.partition));
}

UnixMillis next_multiple(UnixMillis now, milliseconds interval) {
  auto since = now.time_since_epoch();
  return UnixMillis(since - since % interval + interval);
}

}  // namespace

Connector::Connector(ConnectorConfig config, eventlog::EventLog& log, objects::Store& bucket,
                     runs::RunStore& runs, const Clock& clock)
    : config_(std::move(config)),
      part_("connector/" + config_.name),
      log_(log),
      bucket_(bucket),
      runs_(runs),
      clock_(clock),
      metrics_{telemetry::counter("pinflow_sink_records_written_total", "records put into objects",
                                  {{"connector", config_.name}}),
               telemetry::counter("pinflow_sink_records_skipped_total",
                                  "records left out as the properties say",
                                  {{"connector", config_.name}}),
               telemetry::counter("pinflow_sink_records_lost_total",
                                  "records that retention deleted before they were read",
                                  {{"connector", config_.name}}),
               telemetry::counter("pinflow_sink_objects_put_total", "objects put",
                                  {{"connector", config_.name}}),
               telemetry::counter("pinflow_sink_failures_total", "attempts that failed",
                                  {{"connector", config_.name}})} {
  for (const std::string& option : config_.without_effect) {
    telemetry::log(Level::kInfo, "sink", "option without effect here",
                   {{"connector", config_.name}, {"option", option}});
  }
  if (config_.flush_size == 1) {
    telemetry::log(Level::kWarning, "sink",
                   "flush.size=1 makes an object of every record; a larger one makes fewer",
                   {{"connector", config_.name}});
  }
  if (auto interval = config_.rotate_schedule_interval) {
    next_schedule_ = next_multiple(clock_.now(), *interval);
  }
  auto parts = runs_.parts();
  if (!parts.ok()) return;
  auto known = std::ranges::find(*parts, part_, &runs::PartState::part);
  paused_ = known != parts->end() && known->state == "paused";
}

Connector::~Connector() { stop(); }

void Connector::start() {
  check(!worker_.joinable());
  stopping_ = false;
  worker_ = std::thread([this] { work(); });
}

void Connector::stop() {
  stopping_ = true;
  if (worker_.joinable()) worker_.join();
}

void Connector::work() {
  while (!stopping_) {
    uint64_t seen = log_.change_count();
    bool more = false;
    {
      std::lock_guard lock(mutex_);
      take_commands();
      take_up_topics();
      more = advance_all(/*ignore_backoff=*/false);
      publish_state();
    }
    if (!more) log_.wait_for_change(seen, kAttention);
  }
}

Result<std::vector<PartitionReport>> Connector::drain() {
  std::lock_guard lock(mutex_);
  take_commands();
  take_up_topics();
  while (advance_all(/*ignore_backoff=*/true)) {
  }
  publish_state();
  for (const auto& [of, entry] : entries_) {
    if (!entry.trouble.ok()) return Status(entry.trouble).with_context(text(of));
  }
  return report_locked();
}

std::vector<PartitionReport> Connector::report() const {
  std::lock_guard lock(mutex_);
  return report_locked();
}

std::vector<PartitionReport> Connector::report_locked() const {
  std::vector<PartitionReport> all;
  for (const auto& [of, entry] : entries_) {
    PartitionReport one{of, "running", entry.trouble.message(), entry.task->position(),
                        entry.task->counts()};
    if (entry.state == TaskState::kRetrying) one.state = "retrying";
    if (entry.state == TaskState::kFailed) one.state = "failed";
    if (auto range = log_.offsets(of); range.ok()) one.waiting = range->end - one.position;
    all.push_back(std::move(one));
  }
  return all;
}

void Connector::take_commands() {
  auto commands = runs_.take_commands(part_);
  if (!commands.ok()) return;  // It is asked again soon.
  for (const runs::Command& command : *commands) {
    telemetry::log(Level::kInfo, "sink", "command taken",
                   {{"connector", config_.name}, {"command", command.name}});
    if (command.name == "pause") paused_ = true;
    if (command.name == "resume") paused_ = false;
    if (command.name != "restart") continue;
    for (auto& [of, entry] : entries_) {
      entry.state = TaskState::kRunning;
      entry.trouble = Status();
      entry.backoff.reset();
    }
  }
}

void Connector::take_up_topics() {
  std::map<TopicPartition, std::string> wanted;
  for (const eventlog::Topic& topic : log_.topics()) {
    if (!config_.takes(topic.name)) continue;
    for (int32_t i = 0; i < topic.config.partition_count; ++i) {
      wanted[{topic.name, model::Partition{i}}] = topic.id;
    }
  }
  // Topics that are gone, and those that were made anew since.
  std::erase_if(entries_, [&](const auto& entry) {
    auto found = wanted.find(entry.first);
    return found == wanted.end() || found->second != entry.second.topic_id;
  });
  for (const auto& [of, topic_id] : wanted) {
    if (entries_.contains(of)) continue;
    auto seed = static_cast<uint32_t>(std::hash<std::string>()(text(of)));
    Entry entry{topic_id, std::make_unique<PartitionTask>(config_, of, log_, bucket_),
                Backoff(kFirstRetry, kLongestRetry, seed)};
    entries_.emplace(of, std::move(entry));
  }
}

// Whether there may be more to do at once.
bool Connector::advance_all(bool ignore_backoff) {
  if (paused_) return false;
  bool close_open = schedule_is_due();
  bool more = false;
  UnixMillis now = clock_.now();
  for (auto& [of, entry] : entries_) {
    if (stopping_ && !ignore_backoff) return false;
    if (entry.state == TaskState::kFailed) continue;
    // A retry that is further away than any wait belongs to a clock that was set back.
    bool waits = entry.retry_at > now && entry.retry_at - now <= kLongestRetry;
    if (entry.state == TaskState::kRetrying && waits && !ignore_backoff) continue;
    if (advance(entry, close_open)) more = true;
  }
  if (close_open && !more) {
    next_schedule_ = next_multiple(now, *config_.rotate_schedule_interval);
  }
  return more;
}

bool Connector::advance(Entry& entry, bool close_open) {
  TaskCounts before = entry.task->counts();
  Result<bool> more = entry.task->advance(close_open);
  const TaskCounts& after = entry.task->counts();
  metrics_.written.add(static_cast<double>(after.records_written - before.records_written));
  metrics_.skipped.add(static_cast<double>(after.records_skipped - before.records_skipped));
  metrics_.lost.add(static_cast<double>(after.records_lost - before.records_lost));
  metrics_.objects.add(static_cast<double>(after.objects_put - before.objects_put));
  settle_trouble(entry, more.status());
  return more.ok() && *more;
}

void Connector::settle_trouble(Entry& entry, Status status) {
  std::string of = text(entry.task->of());
  if (status.ok()) {
    if (entry.state == TaskState::kRetrying) {
      telemetry::log(Level::kInfo, "sink", "partition goes on",
                     {{"connector", config_.name}, {"partition", of}});
    }
    entry.state = TaskState::kRunning;
    entry.trouble = Status();
    entry.backoff.reset();
    return;
  }
  metrics_.failures.add();
  if (!may_heal(status.code())) {
    telemetry::log(Level::kError, "sink", "partition stopped",
                   {{"connector", config_.name}, {"partition", of}, {"cause", status.message()}});
    entry.state = TaskState::kFailed;
  } else {
    if (entry.state != TaskState::kRetrying) {
      telemetry::log(Level::kWarning, "sink", "partition waits and tries again",
                     {{"connector", config_.name}, {"partition", of}, {"cause", status.message()}});
    }
    entry.state = TaskState::kRetrying;
    entry.retry_at = clock_.now() + entry.backoff.next();
  }
  entry.trouble = std::move(status);
}

bool Connector::schedule_is_due() const {
  return config_.rotate_schedule_interval && clock_.now() >= next_schedule_;
}

// One word for all: what somebody has to mend comes first.
void Connector::publish_state() {
  runs::PartState now{part_, "running", "", clock_.now()};
  TaskState worst = TaskState::kRunning;
  for (const auto& [of, entry] : entries_) {
    if (entry.state <= worst) continue;
    worst = entry.state;
    now.message = text(of) + ": " + entry.trouble.message();
  }
  if (worst == TaskState::kRetrying) now.state = "retrying";
  if (worst == TaskState::kFailed) now.state = "failed";
  if (paused_) now.state = "paused";
  if (entries_.empty()) now.message = "no topic matches yet";
  if (now.state == published_.state && now.message == published_.message) return;
  if (runs_.set_part(now).ok()) published_ = std::move(now);
}

}  // namespace pinflow::sink
