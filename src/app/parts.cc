#include "app/parts.h"

#include <set>

#include "app/kafka_options.h"
#include "app/kinesis_options.h"
#include "app/pipeline_file.h"
#include "app/source_database.h"
#include "app/spark_options.h"
#include "app/stores.h"
#include "base/file.h"
#include "base/nearest_name.h"
#include "eventlog/kafka/kafka_event_log.h"
#include "eventlog/local/local_event_log.h"
#include "query/duckdb/duckdb_engine.h"
#include "query/spark/spark_engine.h"
#include "runs/sqlite/sqlite_run_store.h"
#include "source/database.h"
#include "source/generator/generator.h"
#include "source/sqlite/sqlite_source.h"

namespace pinflow::app {
namespace {

// The stand-ins that this build has for a noun, checked when the noun is opened.
Status check_type(const Config& config, const std::string& noun,
                  const std::vector<std::string>& types) {
  const std::string& type = config.text(noun + ".type");
  for (const std::string& known : types) {
    if (type == known) return Status();
  }
  const std::string& origin = config.settings().at(noun + ".type").origin;
  std::string all;
  for (const std::string& known : types) all += (all.empty() ? "'" : ", '") + known + "'";
  return Status(Code::kInvalidArgument, origin + ": " + noun + ".type: '" + type +
                                            "' is not one of " + all + did_you_mean(type, types));
}

}  // namespace

Parts::Parts(const Config& config, const model::Pipeline& pipeline)
    : config_(config), pipeline_(pipeline), data_(config.text("app.data")) {}

Parts::~Parts() = default;

Result<eventlog::EventLog*> Parts::eventlog() {
  std::lock_guard lock(mutex_);
  if (eventlog_ == nullptr) {
    TRY(check_type(config_, "eventlog", {"local", "kafka", "kinesis"}));
    if (config_.text("eventlog.type") == "kafka") {
      TRY_ASSIGN(const auto kafka, kafka_options(config_));
      TRY_ASSIGN(eventlog_, eventlog::open_kafka_event_log(kafka));
      return eventlog_.get();
    }
    if (config_.text("eventlog.type") == "kinesis") {
      TRY_ASSIGN(const auto kinesis, kinesis_options(config_, data_ / "kinesis"));
      TRY(create_directories_durably(data_));
      TRY_ASSIGN(eventlog_, eventlog::open_kinesis_event_log(kinesis));
      return eventlog_.get();
    }
    eventlog::LocalEventLogOptions options;
    options.segment_bytes_max = static_cast<uint64_t>(config_.integer("eventlog.segment_bytes"));
    options.queue_bytes_max = static_cast<uint64_t>(config_.integer("eventlog.queue_bytes_max"));
    TRY(create_directories_durably(data_));
    TRY_ASSIGN(eventlog_, eventlog::open_local_event_log(data_ / "eventlog", options));
  }
  return eventlog_.get();
}

Result<objects::Store*> Parts::bucket(const std::string& name) {
  std::lock_guard lock(mutex_);
  std::unique_ptr<objects::Store>& bucket = buckets_[name];
  if (bucket == nullptr) {
    TRY(check_type(config_, "objects", {"local", "s3"}));
    TRY_ASSIGN(bucket, open_bucket(config_, data_, name));
  }
  return bucket.get();
}

Result<objects::Store*> Parts::lake() {
  std::lock_guard lock(mutex_);
  if (lake_ == nullptr) {
    TRY_ASSIGN(lake_, open_lake(config_, data_));
  }
  return lake_.get();
}

Result<query::Engine*> Parts::engine() {
  std::lock_guard lock(mutex_);
  if (engine_ == nullptr) {
    TRY(check_type(config_, "query", {"duckdb", "spark"}));
    query::EngineOptions options;
    options.thread_count = static_cast<int>(config_.integer("query.threads"));
    options.memory_bytes_max = static_cast<uint64_t>(config_.integer("query.memory_bytes_max"));
    options.temporary_directory = (data_ / "tmp").string();
    TRY_ASSIGN(engine_, query::open_duckdb_engine(options));
  }
  return engine_.get();
}

Result<query::Engine*> Parts::batch_engine() {
  TRY_ASSIGN(query::Engine * local, engine());
  if (config_.text("query.type") != "spark") return local;
  std::lock_guard lock(mutex_);
  if (spark_ == nullptr) {
    TRY_ASSIGN(query::SparkOptions options, spark_options(config_, data_));
    spark_ = query::open_spark_engine(std::move(options), *local);
  }
  return spark_.get();
}

Result<runs::RunStore*> Parts::runs() {
  std::lock_guard lock(mutex_);
  if (runs_ == nullptr) {
    TRY(create_directories_durably(data_));
    TRY_ASSIGN(runs_, runs::open_sqlite_run_store(data_ / "runs.sqlite"));
  }
  return runs_.get();
}

Result<lake::DeltaTable*> Parts::table(const std::string& name) {
  TRY_ASSIGN(objects::Store * store, lake());
  TRY_ASSIGN(query::Engine * sql, engine());
  std::lock_guard lock(mutex_);
  std::unique_ptr<lake::DeltaTable>& table = tables_[name];
  if (table == nullptr) {
    table = lake::open_delta_table(name, *store, lake::table_prefix(name), sql->parquet());
  }
  return table.get();
}

Result<std::unique_ptr<source::RowSource>> Parts::source() const {
  TRY(check_type(config_, "source", {"generator", "sqlite", "mysql", "postgresql"}));
  if (config_.text("source.type") == "sqlite") {
    return source::open_sqlite_source(config_.text("source.file"));
  }
  if (const std::string& type = config_.text("source.type"); type != "generator") {
    TRY_ASSIGN(const auto address, source_database(config_.text("source.address"), type));
    return source::open_database_source(address);
  }
  const int64_t row_count = config_.integer("source.rows");
  if (row_count < 1) return Status(Code::kInvalidArgument, "source.rows: at least 1");
  source::GeneratorOptions options;
  options.row_count = static_cast<uint64_t>(row_count);
  options.seed = static_cast<uint64_t>(config_.integer("source.seed"));
  TRY_ASSIGN(std::string description,
             pipeline_files(config_.text("app.pipeline"))("generator.json"));
  return source::open_generator(description, options);
}

Result<std::vector<std::string>> Parts::user_ids() {
  std::vector<std::string> configured = config_.list("app.user_ids");
  TRY(check_user_ids(configured));
  std::set<std::string> ids;
  bool every = false;
  for (const std::string& id : configured) {
    if (id == "*") {
      every = true;
    } else {
      ids.insert(id);
    }
  }
  if (every) {
    // By bucket, since another pinflow may hold the log: user-<id>-bucket.
    const std::string pattern = model::bucket_name("*");
    const std::string before = pattern.substr(0, pattern.find('*'));
    const std::string behind = pattern.substr(pattern.find('*') + 1);
    TRY_ASSIGN(std::vector<std::string> buckets, bucket_names(config_, data_));
    for (const std::string& name : buckets) {
      if (!name.starts_with(before) || !name.ends_with(behind)) continue;
      ids.insert(name.substr(before.size(), name.size() - before.size() - behind.size()));
    }
    // The shared stream and streams of Kinesis have no bucket.
    TRY_ASSIGN(std::vector<std::string> streamed, stream_user_ids());
    ids.insert(streamed.begin(), streamed.end());
  }
  return std::vector<std::string>(ids.begin(), ids.end());
}

// By stream table: stream.<id>_<dataset>_table.
Result<std::vector<std::string>> Parts::stream_user_ids() {
  TRY_ASSIGN(objects::Store * store, lake());
  TRY_ASSIGN(std::vector<std::string> names, lake::list_tables(*store));
  std::vector<std::string> ids;
  for (const std::string& name : names) {
    for (const model::Dataset& dataset : pipeline_.datasets) {
      const std::string of_all = model::stream_table_name("*", dataset);
      size_t mark = of_all.find('*');
      std::string_view behind = std::string_view(of_all).substr(mark + 1);
      if (!name.starts_with(of_all.substr(0, mark)) || !name.ends_with(behind)) continue;
      std::string id = name.substr(mark, name.size() - mark - behind.size());
      if (model::check_user_id(id).ok()) ids.push_back(std::move(id));
    }
  }
  return ids;
}

Result<model::Pipeline> configured_pipeline(const Config& config) {
  const std::string& folder = config.text("app.pipeline");
  Result<model::Pipeline> pipeline = load_pipeline(pipeline_files(folder));
  if (!pipeline.ok()) {
    return pipeline.status().with_context(folder.empty() ? "built-in pipeline" : folder);
  }
  return pipeline;
}

Status check_user_ids(const std::vector<std::string>& ids) {
  if (ids.empty()) return Status(Code::kInvalidArgument, "app.user_ids: no user id");
  for (const std::string& id : ids) {
    if (id == "*") continue;
    Status status = model::check_user_id(id);
    if (!status.ok()) return std::move(status).with_context("user id");
  }
  return Status();
}

}  // namespace pinflow::app
