#include "app/streams.h"

namespace pinflow::app {

namespace {

Status apply_settings(const Config& settings, stream::StreamConfig* config) {
  config->limits.rows_max = std::max<int64_t>(1, settings.integer("stream.batch_rows_max"));
  config->limits.bytes_max =
      static_cast<uint64_t>(std::max<int64_t>(1, settings.integer("stream.batch_bytes_max")));
  config->limits.interval = std::chrono::milliseconds(settings.integer("stream.interval_ms"));
  config->known_keys_max = static_cast<size_t>(settings.integer("stream.known_keys_max"));
  Result<stream::StartAt> start = stream::parse_start(settings.text("stream.start"));
  if (!start.ok()) return start.status().with_context("stream.start");
  config->start = *start;
  return Status();
}

// Who takes the shared stream's strays, which must be in one table and not in two; nobody when all
// users are told by the topics.
std::string taker_of_strays(const Parts& parts) {
  const std::vector<std::string> users = parts.config().list("app.user_ids");
  return users.empty() || users.front() == "*" ? "" : users.front();
}

}  // namespace

Result<std::vector<stream::StreamConfig>> stream_configs(const Parts& parts,
                                                         const std::string& user_id,
                                                         const model::Dataset& dataset) {
  const model::Pipeline& pipeline = parts.pipeline();
  std::vector<stream::StreamConfig> configs = {
      stream::make_stream_config(pipeline, user_id, dataset)};
  if (!pipeline.shared_stream.empty()) {
    bool takes_strays = user_id == taker_of_strays(parts) && &dataset == &pipeline.datasets.front();
    configs.push_back(stream::make_shared_stream_config(pipeline, user_id, dataset, takes_strays));
  }
  for (stream::StreamConfig& config : configs) TRY(apply_settings(parts.config(), &config));
  return configs;
}

Result<std::optional<stream::StreamConfig>> stray_config(const Parts& parts) {
  std::optional<stream::StreamConfig> config;
  if (parts.pipeline().shared_stream.empty() || !taker_of_strays(parts).empty()) return config;
  config = stream::make_stray_stream_config(parts.pipeline());
  TRY(apply_settings(parts.config(), &*config));
  return config;
}

Streams::Streams(Parts& parts, metric::LiveMetrics& metrics)
    : parts_(parts),
      metrics_(metrics),
      users_(parts, [this](const std::string& user) { return add(user); }) {}

Streams::~Streams() { stop(); }

Status Streams::start() {
  TRY_ASSIGN(eventlog::EventLog * log, parts_.eventlog());
  TRY_ASSIGN(query::Engine * engine, parts_.engine());
  TRY_ASSIGN(runs::RunStore * runs, parts_.runs());
  auto table = [this](const std::string& name) { return parts_.table(name); };
  nouns_ = std::make_unique<stream::StreamNouns>(
      stream::StreamNouns{*log, *engine, *runs, table, &metrics_});
  TRY_ASSIGN(std::optional<stream::StreamConfig> strays, stray_config(parts_));
  if (strays) {
    std::lock_guard lock(mutex_);
    start_one(std::move(*strays));
  }
  return users_.start();
}

void Streams::stop() {
  users_.stop();
  std::lock_guard lock(mutex_);
  for (auto& [table, stream] : streams_) stream->stop();
}

Status Streams::drain() {
  std::lock_guard lock(mutex_);
  for (auto& [table, stream] : streams_) TRY(stream->drain().status());
  return Status();
}

Status Streams::add(const std::string& user_id) {
  std::lock_guard lock(mutex_);
  for (const model::Dataset& dataset : parts_.pipeline().datasets) {
    TRY_ASSIGN(std::vector<stream::StreamConfig> configs, stream_configs(parts_, user_id, dataset));
    for (stream::StreamConfig& config : configs) start_one(std::move(config));
  }
  return Status();
}

void Streams::start_one(stream::StreamConfig config) {
  std::unique_ptr<stream::Stream>& stream = streams_[config.part_name()];
  if (stream != nullptr) return;
  stream = std::make_unique<stream::Stream>(std::move(config), *nouns_);
  stream->start();
}

}  // namespace pinflow::app
