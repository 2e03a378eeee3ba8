#include "query/duckdb/checkpoint_codec.h"

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/file.h"
#include "query/duckdb/cells.h"
#include "query/duckdb/statement.h"
#include "query/sql_text.h"

namespace pinflow::query {
namespace {

// The columns of a classic checkpoint with the parts of them that pinflow writes.
struct ActionColumn {
  std::string_view name;
  std::string_view type;
};
constexpr std::array<ActionColumn, 5> kActionColumns{{
    {"txn", "STRUCT(appId VARCHAR, \"version\" BIGINT, lastUpdated BIGINT)"},
    {"add",
     "STRUCT(path VARCHAR, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT, "
     "modificationTime BIGINT, dataChange BOOLEAN, tags MAP(VARCHAR, VARCHAR), stats VARCHAR)"},
    {"remove",
     "STRUCT(path VARCHAR, deletionTimestamp BIGINT, dataChange BOOLEAN, "
     "extendedFileMetadata BOOLEAN, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT)"},
    {"metaData",
     "STRUCT(id VARCHAR, \"name\" VARCHAR, description VARCHAR, "
     "format STRUCT(provider VARCHAR, options MAP(VARCHAR, VARCHAR)), schemaString VARCHAR, "
     "partitionColumns VARCHAR[], configuration MAP(VARCHAR, VARCHAR), createdTime BIGINT)"},
    {"protocol",
     "STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER, "
     "readerFeatures VARCHAR[], writerFeatures VARCHAR[])"},
}};

std::string checkpoint_columns() {
  std::string columns;
  for (const ActionColumn& column : kActionColumns) {
    columns +=
        (columns.empty() ? "" : ", ") + std::string(column.name) + ": " + quote_text(column.type);
  }
  return "{" + columns + "}";
}

class CheckpointCodec final : public lake::ParquetCodec {
 public:
  explicit CheckpointCodec(std::function<Result<Connection>()> connect)
      : connect_(std::move(connect)) {}

  Result<std::vector<std::string>> read_checkpoint(const std::filesystem::path& file) override {
    TRY_ASSIGN(Connection connection, connect_());
    // Its rows become JSON objects with one member that is not null: the lines of a commit.
    Result<Answer> answer = run(
        connection.get(), "SELECT CAST(to_json(action) AS VARCHAR) FROM read_parquet(" +
                              quote_text(file.string()) + ", hive_partitioning = false) AS action");
    if (!answer.ok()) return damaged(file, answer.status());
    Table table;
    TRY(read_rows(std::move(*answer), SIZE_MAX, &table));
    std::vector<std::string> lines;
    lines.reserve(table.rows.size());
    for (std::vector<Cell>& row : table.rows) {
      auto* line = std::get_if<std::string>(&row[0]);
      if (line != nullptr) lines.push_back(std::move(*line));
    }
    return lines;
  }

  Status write_checkpoint(const std::vector<std::string>& actions,
                          const std::filesystem::path& file) override {
    TRY_ASSIGN(Connection connection, connect_());
    std::string text;
    for (const std::string& action : actions) text += action + "\n";
    std::filesystem::path lines = file.string() + ".ndjson";
    TRY(replace_file(lines, text));
    Status written = run_only(
        connection.get(),
        "COPY (SELECT * FROM read_json(" + quote_text(lines.string()) +
            ", format = 'newline_delimited', maximum_object_size = 1000000000, columns = " +
            checkpoint_columns() + ")) TO " + quote_text(file.string()) + " (FORMAT parquet)");
    std::error_code ignored;
    std::filesystem::remove(lines, ignored);
    return std::move(written).with_context("checkpoint");
  }

 private:
  static Status damaged(const std::filesystem::path& file, Status cause) {
    if (cause.code() == Code::kInvalidArgument || !std::filesystem::exists(file)) {
      return Status(Code::kCorruption,
                    "checkpoint " + file.filename().string() + ": " + cause.message());
    }
    return cause;
  }

  std::function<Result<Connection>()> connect_;
};

}  // namespace

std::unique_ptr<lake::ParquetCodec> make_checkpoint_codec(
    std::function<Result<Connection>()> connect) {
  return std::make_unique<CheckpointCodec>(std::move(connect));
}

}  // namespace pinflow::query
