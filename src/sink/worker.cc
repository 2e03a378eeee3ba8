#include "sink/worker.h"

#include "sink/properties_json.h"
#include "telemetry/log.h"

namespace pinflow::sink {
namespace {

constexpr std::string_view kPartPrefix = "connector/";

std::string part_name(const std::string& connector) { return std::string(kPartPrefix) + connector; }

}  // namespace

Worker::Worker(eventlog::EventLog& log, OpenBucket open_bucket, runs::RunStore& runs,
               EncodeParquet encode_parquet)
    : log_(log),
      open_bucket_(std::move(open_bucket)),
      encode_parquet_(std::move(encode_parquet)),
      runs_(runs) {}

Status Worker::start() {
  std::lock_guard change(change_mutex_);
  TRY_ASSIGN(auto configs, runs_.part_configs());
  for (const auto& [part, json] : configs) {
    if (!part.starts_with(kPartPrefix) || json.empty()) continue;
    std::string name = part.substr(kPartPrefix.size());
    Result<Properties> properties = parse_properties_json(json);
    Status status = properties.ok() ? run(name, *properties) : properties.status();
    if (!status.ok()) {
      telemetry::log(telemetry::Level::kError, "sink", "connector not started",
                     {{"connector", name}, {"cause", status.message()}});
    }
  }
  return Status();
}

void Worker::stop() {
  std::lock_guard change(change_mutex_);
  for (const std::string& name : names()) find(name)->connector->stop();
}

Status Worker::drain() {
  std::lock_guard change(change_mutex_);
  for (const std::string& name : names()) {
    Status status = find(name)->connector->drain().status();
    if (!status.ok()) return std::move(status).with_context("connector " + name);
  }
  return Status();
}

Status Worker::provide(const std::string& name, const Properties& properties) {
  std::lock_guard change(change_mutex_);
  if (find(name).ok()) return Status();
  TRY_ASSIGN(auto configs, runs_.part_configs());
  if (configs.contains(part_name(name))) return Status();
  TRY_ASSIGN(ConnectorConfig config, parse_connector_config(properties, name));
  TRY(open_bucket_(config).status());
  return run(name, properties);
}

std::vector<std::string> Worker::names() const {
  std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  for (const auto& [name, entry] : entries_) all.push_back(name);
  return all;
}

Result<RunningConnector> Worker::find(const std::string& name) const {
  std::lock_guard lock(mutex_);
  auto found = entries_.find(name);
  if (found == entries_.end()) return Status(Code::kNotFound, "Connector " + name + " not found");
  return found->second;
}

Status Worker::create(const std::string& name, const Properties& properties, Target target) {
  std::lock_guard change(change_mutex_);
  if (find(name).ok()) {
    return Status(Code::kAlreadyExists, "Connector " + name + " already exists");
  }
  std::string state(target_name(target));
  TRY(runs_.set_part({part_name(name), state, "", system_clock().now()}));
  TRY(runs_.set_part_config(part_name(name), properties_json(properties)));
  return run(name, properties);
}

Result<bool> Worker::configure(const std::string& name, const Properties& properties) {
  std::lock_guard change(change_mutex_);
  bool is_new = !find(name).ok();
  TRY(runs_.set_part_config(part_name(name), properties_json(properties)));
  TRY(run(name, properties));
  return is_new;
}

Status Worker::remove(const std::string& name) {
  std::lock_guard change(change_mutex_);
  TRY_ASSIGN(RunningConnector running, find(name));
  TRY(runs_.set_part_config(part_name(name), ""));
  {
    std::lock_guard lock(mutex_);
    entries_.erase(name);
  }
  running.connector->stop();
  return runs_.forget_part(part_name(name));
}

// In place of the one that runs.
Status Worker::run(const std::string& name, const Properties& properties) {
  TRY_ASSIGN(ConnectorConfig config, parse_connector_config(properties, name));
  if (auto running = find(name); running.ok()) running->connector->stop();
  auto connector = std::make_shared<Connector>(std::move(config), log_, open_bucket_, runs_,
                                               system_clock(), kOpenBytesMax, encode_parquet_);
  connector->start();
  std::lock_guard lock(mutex_);
  entries_[name] = {properties, std::move(connector)};
  entries_[name].properties["name"] = name;
  return Status();
}

}  // namespace pinflow::sink
