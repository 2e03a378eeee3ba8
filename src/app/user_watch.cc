#include "app/user_watch.h"

#include <algorithm>

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
    log.wait_for_change(seen, std::chrono::milliseconds(500));
  }
}

}  // namespace pinflow::app
