#include "app/user_watch.h"

#include <algorithm>
#include <utility>

#include "telemetry/log.h"

namespace pinflow::app {

UserWatch::UserWatch(Parts& parts, std::function<Status(const std::string& user_id)> add)
    : parts_(parts), add_(std::move(add)) {}

UserWatch::~UserWatch() { stop(); }

Status UserWatch::start() {
  std::vector<std::string> configured = parts_.config().list("app.user_ids");
  TRY(check_user_ids(configured));
  for (const std::string& user : configured) {
    if (user != "*") TRY(add_(user));
  }
  if (std::find(configured.begin(), configured.end(), "*") == configured.end()) return Status();
  TRY(add_seen_users());
  watcher_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
  return Status();
}

void UserWatch::stop() {
  if (!watcher_.joinable()) return;
  watcher_.request_stop();
  watcher_.join();
}

Status UserWatch::add_seen_users() {
  TRY_ASSIGN(eventlog::EventLog * log, parts_.eventlog());
  for (const eventlog::Topic& topic : log->topics()) {
    Result<model::TopicOwner> owner = model::topic_owner(parts_.pipeline(), topic.name);
    if (owner.ok()) TRY(add_(owner->user_id));
  }
  return add_users_by_key();
}

Status UserWatch::add_users_by_key() {
  const model::Pipeline& pipeline = parts_.pipeline();
  TRY_ASSIGN(eventlog::EventLog * log, parts_.eventlog());
  Result<eventlog::Topic> topic = log->topic(pipeline.shared_stream);
  if (!topic.ok()) return Status();  // There is none yet.
  if (std::exchange(read_of_, topic->id) != topic->id) read_to_.clear();
  for (int32_t number = 0; number < topic->config.partition_count; ++number) {
    model::TopicPartition of{topic->name, model::Partition{number}};
    TRY_ASSIGN(eventlog::OffsetRange range, log->offsets(of));
    model::Offset& next = read_to_[of];
    for (next = std::max(next, range.begin); next < range.end;) {
      TRY_ASSIGN(auto records, log->read(of, next, {}));
      if (records.empty()) break;
      for (const model::StoredRecord& stored : records) {
        if (!stored.record.key) continue;
        Result<model::TopicOwner> owner = model::key_owner(pipeline, *stored.record.key);
        if (owner.ok() && !owner->user_id.empty()) by_key_.insert(std::move(owner->user_id));
      }
      next = records.back().offset + 1;
    }
  }
  for (const std::string& user : by_key_) TRY(add_(user));
  return Status();
}

void UserWatch::watch(const std::stop_token& stop) {
  eventlog::EventLog& log = **parts_.eventlog();  // Open since start().
  while (!stop.stop_requested()) {
    uint64_t seen = log.change_count();
    Status status = add_seen_users();
    if (!status.ok()) {
      telemetry::log(telemetry::Level::kError, "app", "user not taken up",
                     {{"cause", status.message()}});
    }
    // The log tells of every commit; new users may wait that long.
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    log.wait_for_change(seen, std::chrono::milliseconds(500));
  }
}

}  // namespace pinflow::app
