#include "app/connectors.h"

#include "app/stores.h"
#include "base/file.h"
#include "query/duckdb/json_rows.h"
#include "sink/routes.h"

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

// What encoding Parquet may take; past it, it works on disk.
constexpr uint64_t kParquetBytesMax = 512u << 20;

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

Result<std::string> connector_name(const Config& config, const std::string& user_id) {
  TRY_ASSIGN(sink::Properties properties, connector_properties(config, user_id));
  auto named = properties.find("name");
  return named == properties.end() ? "s3-sink-" + user_id : named->second;
}

Connectors::Connectors(Parts& parts)
    : parts_(parts),
      parquet_(query::make_duckdb_json_to_parquet(
          {.memory_bytes_max = kParquetBytesMax,
           .temporary_directory = (parts.data() / "tmp").string()})),
      users_(parts, [this](const std::string& user) { return add(user); }) {}

Connectors::~Connectors() { stop(); }

Status Connectors::start() {
  TRY_ASSIGN(eventlog::EventLog * log, parts_.eventlog());
  TRY_ASSIGN(runs::RunStore * runs, parts_.runs());
  auto open = [this](const sink::ConnectorConfig& config) { return open_bucket(config); };
  auto encode = [this](std::string_view lines, std::string_view codec) {
    return parquet_->encode(lines, codec);
  };
  worker_ = std::make_unique<sink::Worker>(*log, open, *runs, encode);
  TRY(worker_->start());
  return users_.start();
}

void Connectors::stop() {
  users_.stop();
  if (worker_) worker_->stop();
}

Status Connectors::drain() { return worker_ ? worker_->drain() : Status(); }

void Connectors::add_routes(http::Router& router, http::Background& background, http::Guard guard) {
  sink::add_routes(router, *worker_, background,
                   {parts_.config().text("http.listen"), std::move(guard)});
}

Result<objects::Store*> Connectors::open_bucket(const sink::ConnectorConfig& config) {
  TRY_ASSIGN(auto options, connector_s3_options(parts_.config(), parts_.data(), config.store));
  if (!options) return parts_.bucket(config.bucket);
  std::lock_guard lock(mutex_);
  for (OwnStore& own : own_stores_) {
    if (own.rule == config.store && own.bucket == config.bucket) return own.store.get();
  }
  TRY_ASSIGN(auto store, objects::open_s3_store(*options, config.bucket));
  own_stores_.push_back({config.store, config.bucket, std::move(store)});
  return own_stores_.back().store.get();
}

Status Connectors::add(const std::string& user_id) {
  TRY_ASSIGN(sink::Properties properties, connector_properties(parts_.config(), user_id));
  auto named = properties.find("name");
  return worker_->provide(named == properties.end() ? "s3-sink-" + user_id : named->second,
                          properties);
}

}  // namespace pinflow::app
