#include "query/spark/spark_session.h"

#include <algorithm>
#include <set>

#include "query/spark/dialect.h"
#include "query/spark/requests.h"
#include "query/sql_text.h"

namespace pinflow::query {
namespace {

Status not_here(std::string_view what) {
  return Status(Code::kInvalidArgument, "spark: " + std::string(what) + ": DuckDB does that");
}

class SparkSession final : public Session {
 public:
  SparkSession(std::shared_ptr<SparkDriver> driver, std::string name,
               std::unique_ptr<Session> local)
      : driver_(std::move(driver)), name_(std::move(name)), local_(std::move(local)) {}

  ~SparkSession() override { (void)ask(begin_request(name_, "close")); }

  Status begin() { return ask(begin_request(name_, "open")).status(); }

  Status bind_files(std::string_view name, lake::DeltaTable& table, const lake::Snapshot& snapshot,
                    const std::vector<lake::DataFile>& files) override {
    TRY(take_name(name));
    json::Writer request = begin_request(name_, "bind_files");
    request.member("name", name).key("urls").begin_array();
    for (const lake::DataFile& file : files) {
      if (file.deletion_vector || !file.partition_values.empty()) {
        return not_here(table.name() + ": files with deletion vectors or partitions");
      }
      TRY_ASSIGN(std::string url, url_of(table, file.path));
      request.value(std::string_view(url));
    }
    request.end_array().key("schema");
    write_schema(snapshot.schema, &request);
    TRY(ask(std::move(request)).status());
    return local_->bind_empty(name, snapshot.schema);
  }

  Status bind_rows(std::string_view name, model::RowReader& reader) override {
    TRY(local_->bind_rows(name, reader));
    local_names_.insert(std::string(name));
    return Status();
  }

  Status bind_empty(std::string_view name, const model::Schema& schema) override {
    TRY(take_name(name));
    json::Writer request = begin_request(name_, "bind_files");
    request.member("name", name).key("urls").begin_array().end_array().key("schema");
    write_schema(schema, &request);
    TRY(ask(std::move(request)).status());
    return local_->bind_empty(name, schema);
  }

  Status bind_view(std::string_view name, std::string_view select) override {
    return define("bind_view", name, select);
  }
  Status materialize(std::string_view name, std::string_view select) override {
    return define("materialize", name, select);
  }

  Status bind_filter(std::string_view, RowFilter&) override { return not_here("filters"); }

  Status unbind(std::string_view name) override {
    local_names_.erase(std::string(name));
    json::Writer request = begin_request(name_, "unbind");
    request.member("name", name);
    TRY(ask(std::move(request)).status());
    return local_->unbind(name);
  }

  Result<Table> query(std::string_view select, const QueryLimits& limits) override {
    TRY_ASSIGN(json::Writer request, begin_select("query", select));
    request.key("limit");
    if (limits.row_count_max == SIZE_MAX) {
      request.null();
    } else {
      request.value(static_cast<uint64_t>(limits.row_count_max));
    }
    TRY_ASSIGN(SparkAnswer answer, ask(std::move(request)));
    return table_of(answer.root);
  }

  Status read(std::string_view, const model::Schema&, const TakeBatch&) override {
    return not_here("reading rows in batches");
  }

  Result<std::vector<Table::Column>> describe(std::string_view select) override {
    return local_->describe(select);
  }
  Result<Lineage> lineage(std::string_view select) override { return local_->lineage(select); }

  Result<std::vector<lake::DataFile>> write_files(std::string_view select,
                                                  const model::Schema& schema,
                                                  lake::DeltaTable& table) override {
    if (mentions_local_name(select)) return local_->write_files(select, schema, table);
    TRY_ASSIGN(json::Writer request, begin_select("write_files", select));
    TRY_ASSIGN(std::string url, url_of(table, ""));
    request.member("url", std::string_view(url)).key("schema");
    write_schema(schema, &request);
    TRY_ASSIGN(SparkAnswer answer, ask(std::move(request)));
    return files_of(answer.root);
  }

  Result<std::unique_ptr<StagedRows>> stage_files(std::string_view, std::string_view,
                                                  const model::Schema&,
                                                  lake::DeltaTable&) override {
    return not_here("staged rows");
  }

  Result<std::optional<GatheredObjects>> gather_objects(const model::Dataset& dataset,
                                                        const model::Schema& schema,
                                                        const std::vector<ObjectToGather>& objects,
                                                        lake::DeltaTable& table) override {
    TRY_ASSIGN(std::string url, url_of(table, ""));
    json::Writer request = begin_request(name_, "gather");
    request.member("url", std::string_view(url)).key("dataset");
    write_dataset(dataset, schema, &request);
    request.key("objects");
    write_objects(objects, &request);
    Result<SparkAnswer> answer = ask(std::move(request));
    if (answer.ok()) return std::optional(gathered_of(answer->root, objects));
    if (answer.status().name() != "flooded") return answer.status();
    GatheredObjects flooded;
    flooded.is_flooded = true;
    return std::optional(std::move(flooded));
  }

  void interrupt() override {
    driver_->interrupt();
    local_->interrupt();
  }

 private:
  Result<SparkAnswer> ask(json::Writer request) {
    request.end_object();
    return driver_->ask(request.text());
  }

  // Views of Spark's sessions have plain names.
  Status take_name(std::string_view name) {
    if (name.find('.') != std::string_view::npos) return not_here("names with a schema");
    local_names_.erase(std::string(name));
    return Status();
  }

  static Result<std::string> url_of(lake::DeltaTable& table, const std::string& path) {
    std::string url = table.store().url(table.prefix() + path);
    if (url.empty()) return not_here(table.name() + ": a store that only this process reaches");
    return spark_url(url);
  }

  // Whether its rows are in this process.
  bool mentions_local_name(std::string_view select) const {
    std::vector<std::string_view> pieces = sql_pieces(select);
    return std::ranges::any_of(
        pieces, [&](std::string_view piece) { return local_names_.contains(piece); });
  }

  // What is wrong is said by the engine that says where.
  Result<json::Writer> begin_select(std::string_view operation, std::string_view select) {
    TRY_ASSIGN(std::string text, one_statement(select));
    TRY(local_->describe(text).status());
    json::Writer request = begin_request(name_, operation);
    request.member("sql", std::string_view(spark_sql(text)));
    return request;
  }

  Status define(std::string_view operation, std::string_view name, std::string_view select) {
    TRY(take_name(name));
    TRY_ASSIGN(json::Writer request, begin_select(operation, select));
    request.member("name", name);
    TRY(ask(std::move(request)).status());
    return local_->bind_view(name, select);
  }

  std::shared_ptr<SparkDriver> driver_;
  const std::string name_;
  std::unique_ptr<Session> local_;
  std::set<std::string, std::less<>> local_names_;  // Whose rows `local_` holds.
};

}  // namespace

Result<std::unique_ptr<Session>> open_spark_session(std::shared_ptr<SparkDriver> driver,
                                                    std::string name,
                                                    std::unique_ptr<Session> local) {
  auto session =
      std::make_unique<SparkSession>(std::move(driver), std::move(name), std::move(local));
  TRY(session->begin());
  return std::unique_ptr<Session>(std::move(session));
}

}  // namespace pinflow::query
