#include "query/duckdb/session.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "query/duckdb/answer_table.h"
#include "query/duckdb/batch_read.h"
#include "query/duckdb/interrupter.h"
#include "query/duckdb/parquet_scan.h"
#include "query/duckdb/select_lineage.h"
#include "query/duckdb/statement.h"
#include "query/duckdb/table_writer.h"
#include "query/sql_text.h"

namespace pinflow::query {
namespace {

// Functions of Spark's that the shared SQL uses, in DuckDB's words.
constexpr const char* kMacros[] = {
    "CREATE MACRO array_repeat(x, n) AS list_value(x)",
    "CREATE MACRO percentile_approx(x, p) AS quantile_disc(x, p)",
    // The plain cast is many times faster, but passes over a zone.
    ("CREATE MACRO try_to_timestamp(x) AS CASE WHEN length(x) <= 19 THEN try_cast(x AS TIMESTAMP) "
     "ELSE CAST(try_cast(x AS TIMESTAMPTZ) AS TIMESTAMP) END"),
};

// Plans made with the statistics of files this large are worth the half millisecond to open them.
constexpr int64_t kFooterWorthBytes = 1 << 20;
// Few enough that each thread has a group of a micro-batch's rows to write.
constexpr int64_t kStagedGroupRowsMax = 12 * 2048;

class DuckdbSession final : public Session {
 public:
  DuckdbSession(std::shared_ptr<Instance> instance, Connection connection, bool trusted)
      : instance_(std::move(instance)),
        connection_(std::move(connection)),
        trusted_(trusted),
        catalog_(quote_name(instance_->new_name())) {}

  ~DuckdbSession() override {
    for (const auto& [name, bound] : bound_) forget(bound);
    // A catalog that cannot be detached lives until the database is closed: no harm is done.
    (void)run_only(connection_.get(), "USE memory");
    (void)run_only(connection_.get(), "DETACH " + catalog_);
  }

  // Names live in a catalog of the session's own, beside those of other sessions.
  Status begin() {
    TRY(run_only(connection_.get(), "ATTACH ':memory:' AS " + catalog_));
    TRY(run_only(connection_.get(), "USE " + catalog_));
    for (const char* macro : kMacros) TRY(run_only(connection_.get(), macro));
    return Status();
  }

  Status bind_files(std::string_view name, lake::DeltaTable& table, const lake::Snapshot& snapshot,
                    const std::vector<lake::DataFile>& files) override {
    if (shut_) {
      return Status(Code::kInvalidArgument,
                    "sql: '" + std::string(name) + "': files are bound before the first query");
    }
    TRY_ASSIGN(std::vector<ScanColumn> columns, scan_columns(snapshot));
    std::vector<ScanFile> scanned;
    scanned.reserve(files.size());
    for (const lake::DataFile& file : files) {
      TRY_ASSIGN(auto path, table.store().local_path(table.prefix() + file.path));
      scanned.push_back({path.string(), file.partition_values});
      if (file.size_bytes >= kFooterWorthBytes) {
        scanned.back().stores_all = stores_all(connection_.get(), columns, scanned.back());
      }
      if (file.deletion_vector) {
        TRY_ASSIGN(scanned.back().deleted_rows,
                   deleted_rows(*file.deletion_vector, table.store(), table.prefix()));
      }
      if (!trusted_) readable_paths_.push_back(path.string());
    }
    return define(name, "VIEW", scan_sql(columns, scanned));
  }

  Status bind_rows(std::string_view name, model::RowReader& reader) override {
    auto source = std::make_shared<RowSource>(reader);
    int64_t handle = instance_->row_sources().add(source);
    Status defined =
        define(name, "VIEW", "SELECT * FROM pinflow_rows(" + std::to_string(handle) + ")");
    if (!defined.ok()) {
      instance_->row_sources().remove(handle);
      return defined;
    }
    Bound& bound = bound_[std::string(name)];
    bound.row_handle = handle;
    bound.rows = std::move(source);
    return Status();
  }

  Status bind_empty(std::string_view name, const model::Schema& schema) override {
    return define(name, "VIEW", scan_sql(scan_columns(schema), {}));
  }

  Status bind_view(std::string_view name, std::string_view select) override {
    TRY(shut_files_away());
    TRY_ASSIGN(std::string text, one_statement(select));
    return define(name, "VIEW", text);
  }

  Status bind_filter(std::string_view name, RowFilter& filter) override {
    TRY(unbind(name));
    // Owned by the caller: the pointer only looks at it.
    int64_t handle = instance_->row_filters().add({std::shared_ptr<void>(), &filter});
    std::string macro = "MACRO " + parse_qualified_name(name).quoted();
    Status made =
        run_only(connection_.get(), "CREATE " + macro + filter_macro(handle, filter.schema()));
    Bound bound{"MACRO", 0, handle, nullptr};
    if (made.ok()) {
      bound_[std::string(name)] = std::move(bound);
    } else {
      forget(bound);
    }
    return made;
  }

  Status unbind(std::string_view name) override {
    auto found = bound_.find(name);
    if (found == bound_.end()) return Status();
    TRY(run_only(connection_.get(),
                 "DROP " + found->second.kind + " " + parse_qualified_name(name).quoted()));
    forget(found->second);
    bound_.erase(found);
    return Status();
  }

  Status materialize(std::string_view name, std::string_view select) override {
    TRY(shut_files_away());
    TRY_ASSIGN(std::string text, one_statement(select));
    return with_cause(define(name, "TABLE", text));
  }

  Result<Table> query(std::string_view select, const QueryLimits& limits) override {
    TRY(shut_files_away());
    TRY_ASSIGN(std::string text, one_statement(select));
    Interrupter interrupter(connection_.get(), limits.timeout);
    Result<Table> table = answer_table(connection_.get(), text, limits.row_count_max, trusted_);
    if (table.ok()) return table;
    if (interrupter.fired()) {
      return Status(Code::kExhausted,
                    "sql: stopped after " + std::to_string(limits.timeout->count()) + " ms");
    }
    return with_cause(table.status());
  }

  Status read(std::string_view select, const model::Schema& schema,
              const TakeBatch& take) override {
    TRY(shut_files_away());
    TRY_ASSIGN(std::string text, one_statement(select));
    Result<Answer> answer =
        run(connection_.get(), "SELECT " + typed_columns(schema) + " FROM (\n" + text + "\n)");
    if (!answer.ok()) return with_cause(own_error(connection_.get(), text, answer.status()));
    return read_batches(std::move(*answer), schema, take);
  }

  Result<std::vector<Table::Column>> describe(std::string_view select) override {
    TRY(shut_files_away());
    TRY_ASSIGN(std::string text, one_statement(select));
    return describe_answer(connection_.get(), text);
  }

  Result<Lineage> lineage(std::string_view select) override {
    TRY(shut_files_away());
    TRY_ASSIGN(std::string text, one_statement(select));
    return select_lineage(connection_.get(), text);
  }

  Result<std::vector<lake::DataFile>> write_files(std::string_view select,
                                                  const model::Schema& schema,
                                                  lake::DeltaTable& table) override {
    if (!trusted_) return Status(Code::kDenied, "sql: this session writes no files");
    TRY_ASSIGN(std::string text, one_statement(select));
    auto staged = stage_table_rows(connection_.get(), text, schema, table);
    if (staged.ok()) return (*staged)->put();
    return with_cause(own_error(connection_.get(), text, staged.status()));
  }

  Result<std::unique_ptr<StagedRows>> stage_files(std::string_view name, std::string_view select,
                                                  const model::Schema& schema,
                                                  lake::DeltaTable& table) override {
    if (!trusted_) return Status(Code::kDenied, "sql: this session writes no files");
    TRY_ASSIGN(std::string text, one_statement(select));
    auto staged = stage_table_rows(connection_.get(), text, schema, table, kStagedGroupRowsMax);
    if (!staged.ok()) return with_cause(own_error(connection_.get(), text, staged.status()));
    std::vector<ScanFile> files;
    if ((*staged)->row_count() > 0) files.push_back({(*staged)->path().string(), {}});
    TRY(define(name, "VIEW", scan_sql(scan_columns(schema), files)));
    return std::unique_ptr<StagedRows>(std::move(*staged));
  }

  void interrupt() override { duckdb_interrupt(connection_.get()); }

 private:
  struct Bound {
    std::string kind;  // "VIEW" or "TABLE".
    int64_t row_handle = 0;
    int64_t filter_handle = 0;
    std::shared_ptr<RowSource> rows;
  };

  void forget(const Bound& bound) {
    instance_->row_sources().remove(bound.row_handle);
    instance_->row_filters().remove(bound.filter_handle);
  }

  Status define(std::string_view name, const std::string& kind, const std::string& select) {
    QualifiedName qualified = parse_qualified_name(name);
    TRY(unbind(name));
    if (!qualified.schema.empty()) {
      TRY(run_only(connection_.get(),
                   "CREATE SCHEMA IF NOT EXISTS " + quote_name(qualified.schema)));
    }
    Status made = run_only(connection_.get(), "CREATE " + kind + " " + qualified.quoted() +
                                                  " AS (\n" + select + "\n)");
    if (!made.ok()) return own_error(connection_.get(), select, made);
    bound_[std::string(name)].kind = kind;
    return Status();
  }

  // From now on this database reads the bound files and no others, and writes none.
  Status shut_files_away() {
    if (trusted_ || shut_) return Status();
    std::string paths;
    for (const std::string& path : readable_paths_) {
      paths += (paths.empty() ? "" : ", ") + quote_text(path);
    }
    TRY(run_only(connection_.get(), "SET allowed_paths = [" + paths + "]"));
    TRY(run_only(connection_.get(), "SET enable_external_access = false"));
    TRY(run_only(connection_.get(), "SET lock_configuration = true"));
    readable_paths_.clear();
    shut_ = true;
    return Status();
  }

  // A statement may have failed because a reader of rows did, whose own Status says more.
  Status with_cause(Status failed) const {
    for (const auto& [name, bound] : bound_) {
      if (failed.ok() || bound.rows == nullptr) continue;
      Status cause = bound.rows->failure();
      if (!cause.ok()) return std::move(cause).with_context("rows of " + name);
    }
    return failed;
  }

  std::shared_ptr<Instance> instance_;
  Connection connection_;
  const bool trusted_;
  const std::string catalog_;
  std::map<std::string, Bound, std::less<>> bound_;
  std::vector<std::string> readable_paths_;
  bool shut_ = false;
};

}  // namespace

Result<std::unique_ptr<Session>> open_duckdb_session(std::shared_ptr<Instance> instance,
                                                     bool trusted) {
  TRY_ASSIGN(Connection connection, instance->connect());
  auto session =
      std::make_unique<DuckdbSession>(std::move(instance), std::move(connection), trusted);
  TRY(session->begin());
  return std::unique_ptr<Session>(std::move(session));
}

}  // namespace pinflow::query
