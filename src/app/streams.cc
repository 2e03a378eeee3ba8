#include "app/streams.h"

namespace pinflow::app {

Result<stream::StreamConfig> stream_config(const Parts& parts, const std::string& user_id,
                                           const model::Dataset& dataset) {
  const Config& settings = parts.config();
  stream::StreamConfig config = stream::make_stream_config(parts.pipeline(), user_id, dataset);
  config.limits.rows_max = std::max<int64_t>(1, settings.integer("stream.batch_rows_max"));
  config.limits.bytes_max =
      static_cast<uint64_t>(std::max<int64_t>(1, settings.integer("stream.batch_bytes_max")));
  config.limits.interval = std::chrono::milliseconds(settings.integer("stream.interval_ms"));
  config.known_keys_max = static_cast<size_t>(settings.integer("stream.known_keys_max"));
  Result<stream::StartAt> start = stream::parse_start(settings.text("stream.start"));
  if (!start.ok()) return start.status().with_context("stream.start");
  config.start = *start;
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
    TRY_ASSIGN(stream::StreamConfig config, stream_config(parts_, user_id, dataset));
    std::unique_ptr<stream::Stream>& stream = streams_[config.table_name];
    if (stream != nullptr) continue;
    stream = std::make_unique<stream::Stream>(std::move(config), *nouns_);
    stream->start();
  }
  return Status();
}

}  // namespace pinflow::app
