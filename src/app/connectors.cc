#include "app/connectors.h"

#include <algorithm>

#include "base/file.h"
#include "telemetry/log.h"

namespace pinflow::app {
namespace {

// As the exercise's readers write it (they put their own id for <userid>). The last line is ours:
// what Connect would stop on becomes a dead letter instead.
constexpr std::string_view kExerciseProperties = R"(
connector.class=io.confluent.connect.s3.S3SinkConnector
s3.region=us-east-1
flush.size=1
schema.compatibility=NONE
tasks.max=3
topics.regex=<userid>.*
format.class=io.confluent.connect.s3.format.json.JsonFormat
partitioner.class=io.confluent.connect.storage.partitioner.DefaultPartitioner
value.converter.schemas.enable=false
value.converter=org.apache.kafka.connect.json.JsonConverter
storage.class=io.confluent.connect.s3.storage.S3Storage
key.converter=org.apache.kafka.connect.storage.StringConverter
s3.bucket.name=user-<userid>-bucket
pinflow.keep.bad.values=true
)";

std::string with_user(std::string text, const std::string& user_id) {
  constexpr std::string_view kMark = "<userid>";
  for (size_t at = text.find(kMark); at != std::string::npos; at = text.find(kMark, at)) {
    text.replace(at, kMark.size(), user_id);
  }
  return text;
}

}  // namespace

Result<sink::Properties> connector_properties(const Config& config, const std::string& user_id) {
  const std::string& file = config.text("sink.properties_file");
  if (!file.empty()) {
    TRY_ASSIGN(std::string text, read_file(file));
    Result<sink::Properties> properties = sink::parse_properties(with_user(text, user_id));
    if (!properties.ok()) return properties.status().with_context(file);
    return properties;
  }
  TRY_ASSIGN(sink::Properties properties,
             sink::parse_properties(with_user(std::string(kExerciseProperties), user_id)));
  properties["flush.size"] = std::to_string(config.integer("sink.flush_size"));
  return properties;
}

Connectors::Connectors(Parts& parts) : parts_(parts) {}

Connectors::~Connectors() { stop(); }

Status Connectors::start() {
  std::vector<std::string> configured = parts_.config().list("app.user_ids");
  TRY(check_user_ids(configured));
  for (const std::string& user : configured) {
    if (user != "*") TRY(add(user));
  }
  if (std::find(configured.begin(), configured.end(), "*") == configured.end()) return Status();
  TRY(add_seen_users());
  watcher_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
  return Status();
}

void Connectors::stop() {
  if (watcher_.joinable()) {
    watcher_.request_stop();
    watcher_.join();
  }
  std::lock_guard lock(mutex_);
  for (auto& [user, connector] : connectors_) connector->stop();
}

Status Connectors::drain() {
  std::lock_guard lock(mutex_);
  for (auto& [user, connector] : connectors_) {
    Result<std::vector<sink::PartitionReport>> report = connector->drain();
    if (!report.ok()) return report.status().with_context("connector of user " + user);
  }
  return Status();
}

Status Connectors::add(const std::string& user_id) {
  std::lock_guard lock(mutex_);
  if (connectors_.contains(user_id)) return Status();
  TRY_ASSIGN(sink::Properties properties, connector_properties(parts_.config(), user_id));
  TRY_ASSIGN(sink::ConnectorConfig config,
             sink::parse_connector_config(properties, "s3-sink-" + user_id));
  TRY_ASSIGN(eventlog::EventLog * log, parts_.eventlog());
  TRY_ASSIGN(objects::Store * bucket, parts_.bucket(config.bucket));
  TRY_ASSIGN(runs::RunStore * runs, parts_.runs());
  auto connector = std::make_unique<sink::Connector>(std::move(config), *log, *bucket, *runs);
  connector->start();
  connectors_[user_id] = std::move(connector);
  return Status();
}

Status Connectors::add_seen_users() {
  TRY_ASSIGN(eventlog::EventLog * log, parts_.eventlog());
  for (const eventlog::Topic& topic : log->topics()) {
    Result<model::TopicOwner> owner = model::topic_owner(parts_.pipeline(), topic.name);
    if (owner.ok()) TRY(add(owner->user_id));
  }
  return Status();
}

void Connectors::watch(const std::stop_token& stop) {
  eventlog::EventLog& log = **parts_.eventlog();  // Open since start().
  while (!stop.stop_requested()) {
    uint64_t seen = log.change_count();
    Status status = add_seen_users();
    if (!status.ok()) {
      telemetry::log(telemetry::Level::kError, "app", "connector not started",
                     {{"cause", status.message()}});
    }
    log.wait_for_change(seen, std::chrono::milliseconds(500));
  }
}

}  // namespace pinflow::app
