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

}  // namespace

Result<std::vector<stream::StreamConfig>> stream_configs(const Parts& parts,
                                                         const std::string& user_id,
                                                         const model::Dataset& dataset) {
  const model::Pipeline& pipeline = parts.pipeline();
  std::vector<stream::StreamConfig> configs = {
      stream::make_stream_config(pipeline, user_id, dataset)};
  if (!pipeline.shared_stream.empty()) {
    // What names no dataset must be in one table and not in two.
    const std::vector<std::string> users = parts.config().list("app.user_ids");
    bool takes_strays =
        !users.empty() && user_id == users.front() && &dataset == &pipeline.datasets.front();
    configs.push_back(stream::make_shared_stream_config(pipeline, user_id, dataset, takes_strays));
  }
  for (stream::StreamConfig& config : configs) TRY(apply_settings(parts.config(), &config));
  return configs;
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
    for (stream::StreamConfig& config : configs) {
      std::unique_ptr<stream::Stream>& stream = streams_[config.part_name()];
      if (stream != nullptr) continue;
      stream = std::make_unique<stream::Stream>(std::move(config), *nouns_);
      stream->start();
    }
  }
  return Status();
}

}  // namespace pinflow::app
