#include "sink/connector.h"

#include <algorithm>

#include "telemetry/log.h"

namespace pinflow::sink {
namespace {

using std::chrono::milliseconds;
using telemetry::Level;
using State = SupervisedTask::State;

// As clocks of the zone show it.
UnixMillis next_multiple(UnixMillis now, milliseconds interval, const TimeZone& zone) {
  milliseconds offset = zone.offset_at(now);
  auto since = now.time_since_epoch() + offset;
  return UnixMillis(since - since % interval + interval - offset);
}

Target target_of(std::string_view state) {
  if (state == "paused") return Target::kPaused;
  return state == "stopped" ? Target::kStopped : Target::kRunning;
}

void warn_of_odd_options(const ConnectorConfig& config) {
  for (const std::string& option : config.without_effect) {
    telemetry::log(Level::kInfo, "sink", "option without effect here",
                   {{"connector", config.name}, {"option", option}});
  }
  if (config.flush_size == 1) {
    telemetry::log(Level::kWarning, "sink",
                   "flush.size=1 makes an object of every record; a larger one makes fewer",
                   {{"connector", config.name}});
  }
}

}  // namespace

std::string_view target_name(Target target) {
  if (target == Target::kPaused) return "paused";
  return target == Target::kStopped ? "stopped" : "running";
}

Connector::Connector(ConnectorConfig config, eventlog::EventLog& log, OpenBucket open_bucket,
                     runs::RunStore& runs, const Clock& clock, size_t open_bytes_max,
                     EncodeParquet encode_parquet)
    : config_(std::move(config)),
      part_("connector/" + config_.name),
      log_(log),
      open_bucket_(std::move(open_bucket)),
      encode_parquet_(std::move(encode_parquet)),
      runs_(runs),
      clock_(clock),
      open_bytes_max_(open_bytes_max),
      metrics_(config_.name) {
  warn_of_odd_options(config_);
  if (auto interval = config_.rotate_schedule_interval) {
    next_schedule_ = next_multiple(clock_.now(), *interval, config_.partition.zone);
  }
  auto parts = runs_.parts();
  if (!parts.ok()) return;
  auto known = std::ranges::find(*parts, part_, &runs::PartState::part);
  if (known != parts->end()) view_.target = target_of(known->state);
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
      take_wishes();
      take_up_topics();
      more = advance_all(/*ignore_waits=*/false);
    }
    if (more) continue;
    std::this_thread::sleep_for(kGather);
    log_.wait_for_change(seen, kAttention);
  }
}

Result<std::vector<PartitionReport>> Connector::drain() {
  std::lock_guard lock(mutex_);
  take_wishes();
  take_up_topics();
  while (advance_all(/*ignore_waits=*/true)) {
  }
  for (const auto& [of, entry] : entries_) {
    const Status& trouble = entry.task->trouble();
    if (!trouble.ok()) return Status(trouble).with_context(text(of));
  }
  ConnectorReport all = report();
  if (!all.trouble.ok()) return all.trouble;
  return all.partitions;
}

ConnectorReport Connector::report() const {
  std::lock_guard lock(view_mutex_);
  return view_;
}

Target Connector::target() const {
  std::lock_guard lock(view_mutex_);
  return view_.target;
}

Status Connector::set_target(Target target) {
  std::lock_guard lock(view_mutex_);
  runs::PartState wanted{part_, std::string(target_name(target)), "", clock_.now()};
  TRY(runs_.set_part(wanted));
  published_ = std::move(wanted);
  view_.target = target;
  return Status();
}

void Connector::restart(std::optional<int32_t> task) {
  std::lock_guard lock(view_mutex_);
  restarts_.push_back(task);
}

Result<eventlog::Positions> Connector::positions() const {
  return log_.positions(position_group(config_));
}

Status Connector::set_positions(const std::map<TopicPartition, std::optional<Offset>>& wanted) {
  std::lock_guard lock(mutex_);
  if (target() != Target::kStopped) {
    return Status(Code::kAlreadyExists, "connector " + config_.name + " is not stopped");
  }
  eventlog::Positions positions;
  for (const auto& [of, offset] : wanted) {
    auto range = log_.offsets(of);
    if (!range.ok()) return range.status().with_context(text(of));
    positions[of] = offset.value_or(range->begin);
    if (positions[of] > range->end) {
      return Status(Code::kOutOfRange,
                    text(of) + ": offset " + std::to_string(to_int64(positions[of])) +
                        " is past the end, " + std::to_string(to_int64(range->end)));
    }
  }
  entries_.clear();
  return log_.commit_positions(position_group(config_), positions);
}

// Commands of the RunStore, and restarts.
void Connector::take_wishes() {
  std::vector<std::optional<int32_t>> restarts;
  auto commands = runs_.take_commands(part_);  // After an error it is asked again soon.
  for (const runs::Command& command : commands.ok() ? *commands : std::vector<runs::Command>()) {
    telemetry::log(Level::kInfo, "sink", "command taken",
                   {{"connector", config_.name}, {"command", command.name}});
    if (command.name == "pause") (void)set_target(Target::kPaused);
    if (command.name == "stop") (void)set_target(Target::kStopped);
    if (command.name == "resume") (void)set_target(Target::kRunning);
    if (command.name == "restart") restarts.emplace_back(std::nullopt);
  }
  {
    std::lock_guard lock(view_mutex_);
    restarts.insert(restarts.end(), restarts_.begin(), restarts_.end());
    restarts_.clear();
  }
  for (const std::optional<int32_t>& task : restarts) {
    for (auto& [of, entry] : entries_) {
      if (!task || *task == entry.task_number) entry.task->restart();
    }
  }
}

void Connector::take_up_topics() {
  std::map<TopicPartition, std::string> wanted;
  if (target() != Target::kStopped) {
    for (const eventlog::Topic& topic : log_.topics()) {
      if (!config_.takes(topic.name)) continue;
      for (int32_t i = 0; i < topic.config.partition_count; ++i) {
        wanted[{topic.name, model::Partition{i}}] = topic.id;
      }
    }
  }
  // Topics that are gone, and those that were made anew since.
  std::erase_if(entries_, [&](const auto& entry) {
    auto found = wanted.find(entry.first);
    return found == wanted.end() || found->second != entry.second.topic_id;
  });
  if (wanted.size() == entries_.size()) return;
  if (Status status = open_bucket(); !status.ok()) return;
  for (const auto& [of, topic_id] : wanted) {
    if (entries_.contains(of)) continue;
    Entry entry{topic_id, least_loaded_task(),
                std::make_unique<SupervisedTask>(config_, of, log_, *bucket_, encode_parquet_)};
    entries_.emplace(of, std::move(entry));
  }
}

Status Connector::open_bucket() {
  if (bucket_ != nullptr) return Status();
  Result<objects::Store*> opened = open_bucket_(config_);
  if (opened.ok()) bucket_ = *opened;
  std::lock_guard lock(view_mutex_);
  if (!opened.ok() && view_.trouble.ok()) {
    telemetry::log(Level::kWarning, "sink", "bucket not open yet",
                   {{"connector", config_.name}, {"cause", opened.status().message()}});
  }
  view_.trouble = opened.status().with_context("bucket " + config_.bucket);
  return view_.trouble;
}

int32_t Connector::least_loaded_task() const {
  std::vector<int> loads(static_cast<size_t>(config_.tasks_max), 0);
  for (const auto& [of, entry] : entries_) ++loads[static_cast<size_t>(entry.task_number)];
  return static_cast<int32_t>(std::ranges::min_element(loads) - loads.begin());
}

// Whether there may be more to do at once.
bool Connector::advance_all(bool ignore_waits) {
  bool close_open = schedule_is_due();
  bool more = false;
  UnixMillis now = clock_.now();
  for (auto& [of, entry] : entries_) {
    if (stopping_ && !ignore_waits) break;
    if (target() != Target::kRunning) break;
    if (!ignore_waits && entry.task->waits(now)) continue;
    if (advance(entry, now, close_open)) more = true;
    limit_open_bytes(now);
  }
  if (close_open && !more) {
    next_schedule_ = next_multiple(now, *config_.rotate_schedule_interval, config_.partition.zone);
  }
  show();
  return more;
}

bool Connector::advance(Entry& entry, UnixMillis now, bool close_open) {
  TaskCounts before = entry.task->counts();
  bool more = entry.task->advance(now, close_open);
  metrics_.count(before, entry.task->counts(), !entry.task->trouble().ok());
  return more;
}

void Connector::limit_open_bytes(UnixMillis now) {
  size_t open_bytes = 0;
  Entry* largest = nullptr;
  for (auto& [of, entry] : entries_) {
    open_bytes += entry.task->open_bytes();
    if (!largest || entry.task->open_bytes() > largest->task->open_bytes()) largest = &entry;
  }
  if (open_bytes > open_bytes_max_) advance(*largest, now, /*close_open=*/true);
}

bool Connector::schedule_is_due() const {
  return config_.rotate_schedule_interval && clock_.now() >= next_schedule_;
}

void Connector::show() {
  std::vector<PartitionReport> partitions;
  for (const auto& [of, entry] : entries_) {
    partitions.push_back(entry.task->report());
    partitions.back().task = entry.task_number;
  }
  std::lock_guard lock(view_mutex_);
  view_.partitions = std::move(partitions);
  publish_locked();
}

// One word for all: what somebody has to mend comes first.
void Connector::publish_locked() {
  runs::PartState now{part_, "running", "", clock_.now()};
  for (const PartitionReport& one : view_.partitions) {
    if (one.state == "running" || one.state == now.state || now.state == "failed") continue;
    now.state = one.state;
    now.message = one.message;
  }
  if (view_.partitions.empty()) now.message = "no topic matches yet";
  if (!view_.trouble.ok()) {
    now.state = "retrying";
    now.message = view_.trouble.message();
  }
  if (view_.target != Target::kRunning) now.state = target_name(view_.target);
  if (now.state == published_.state && now.message == published_.message) return;
  if (runs_.set_part(now).ok()) published_ = std::move(now);
}

}  // namespace pinflow::sink
