#include "query/duckdb/parquet_scan.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "json/document.h"
#include "query/duckdb/cells.h"
#include "query/duckdb/delta_type.h"
#include "query/duckdb/statement.h"
#include "query/sql_text.h"

namespace pinflow::query {
namespace {

// Instants keep their zone here: the reader's own cast to TIMESTAMP takes 400 ns a value,
// selected_column()'s 20.
std::string type_in_file(const ScanColumn& column) {
  return column.is_instant ? "TIMESTAMP WITH TIME ZONE" : column.stored_type;
}

// What read_parquet() is told of the columns, so that it opens no file to find out.
std::string schema_parameter(const std::vector<ScanColumn>& columns) {
  std::string entries;
  for (const ScanColumn& column : columns) {
    std::string name = quote_text(column.stored_name);
    entries += (entries.empty() ? "" : ", ") +
               (column.field_id ? std::to_string(*column.field_id) : name) + ": {name: " + name +
               ", type: " + quote_text(type_in_file(column)) + ", default_value: NULL}";
  }
  return ", schema = MAP {" + entries + "}";
}

std::string selected_column(const ScanColumn& column) {
  std::string name = quote_name(column.name), stored = quote_name(column.stored_name);
  if (column.is_instant) return "make_timestamp(epoch_us(" + stored + ")) AS " + name;
  if (!column.selected.empty()) return column.selected + " AS " + name;
  return stored == name ? name : stored + " AS " + name;
}

// As one text, since a list of a million numbers takes DuckDB's parser seconds.
std::string without_rows(const std::vector<uint64_t>& deleted) {
  if (deleted.empty()) return "";
  std::string rows;
  for (uint64_t row : deleted) rows += (rows.empty() ? "" : ",") + std::to_string(row);
  return " WHERE file_row_number NOT IN (SELECT CAST(unnest(string_split('" + rows +
         "', ',')) AS BIGINT))";
}

// Files with the same partition values that all store every column, or of which none is known to,
// are read by one scan; those with deleted rows each by one of its own.
using PartitionValues = std::map<std::string, std::optional<std::string>>;
struct Partition {
  PartitionValues values;
  std::vector<const ScanFile*> files;
};

std::string partition_scan(const std::vector<ScanColumn>& columns, const Partition& partition) {
  std::vector<ScanColumn> stored;
  std::string selected;
  for (const ScanColumn& column : columns) {
    if (!selected.empty()) selected += ", ";
    auto value = partition.values.find(column.stored_name);
    if (value == partition.values.end()) {
      stored.push_back(column);
      selected += selected_column(column);
    } else {
      selected += "CAST(" + (value->second ? quote_text(*value->second) : "NULL") + " AS " +
                  column.type + ") AS " + quote_name(column.name);
    }
  }
  std::string paths;
  for (const ScanFile* file : partition.files) {
    paths += (paths.empty() ? "" : ", ") + quote_text(file->path);
  }
  const ScanFile& first = *partition.files[0];
  return "SELECT " + selected + " FROM read_parquet([" + paths + "]" +
         (first.stores_all ? "" : schema_parameter(stored)) + ", hive_partitioning = false)" +
         without_rows(first.deleted_rows);
}

std::vector<Partition> partitions_of(const std::vector<ScanFile>& files) {
  std::map<std::pair<PartitionValues, bool>, Partition> shared;
  std::vector<Partition> partitions;
  for (const ScanFile& file : files) {
    if (!file.deleted_rows.empty()) {
      partitions.push_back({file.partition_values, {&file}});
    } else {
      Partition& partition = shared[{file.partition_values, file.stores_all}];
      partition.values = file.partition_values;
      partition.files.push_back(&file);
    }
  }
  for (auto& [kind, partition] : shared) partitions.push_back(std::move(partition));
  return partitions;
}

std::string empty_scan(const std::vector<ScanColumn>& columns) {
  std::string selected;
  for (const ScanColumn& column : columns) {
    selected += (selected.empty() ? "" : ", ");
    selected += "CAST(NULL AS " + column.type + ") AS " + quote_name(column.name);
  }
  return "SELECT " + selected + " WHERE false";
}

Result<ScanColumn> scan_column(json::Element field, bool is_mapped, bool by_id) {
  ScanColumn column;
  std::optional<json::Element> type = field["type"];
  column.name = field_name(field, FieldNames::kLogical);
  TRY_ASSIGN(column.type, duckdb_type_name(type, FieldNames::kLogical));
  column.is_instant = type->as_string() == "timestamp";
  FieldNames stored = is_mapped ? FieldNames::kStored : FieldNames::kLogical;
  column.stored_name = field_name(field, stored);
  TRY_ASSIGN(column.stored_type, duckdb_type_name(type, stored));
  if (column.stored_type != column.type) {
    column.selected = with_logical_names(quote_name(column.stored_name), *type);
  }
  if (by_id) column.field_id = field_id(field);
  return column;
}

}  // namespace

Result<std::vector<ScanColumn>> scan_columns(const lake::Snapshot& snapshot) {
  if (snapshot.schema_string.empty()) return scan_columns(snapshot.schema);
  json::Parser parser;
  TRY_ASSIGN(json::Element schema, parser.parse(snapshot.schema_string));
  auto mode = snapshot.configuration.find("delta.columnMapping.mode");
  bool is_mapped = mode != snapshot.configuration.end() && mode->second != "none";
  bool by_id = is_mapped && mode->second == "id";
  std::vector<ScanColumn> columns;
  Status failed;
  schema["fields"].value_or(schema).each_element([&](json::Element field) {
    Result<ScanColumn> column = scan_column(field, is_mapped, by_id);
    failed = column.status();
    if (failed.ok()) columns.push_back(std::move(*column));
    return failed.ok();
  });
  if (!failed.ok()) return failed;
  return columns;
}

std::vector<ScanColumn> scan_columns(const model::Schema& schema) {
  std::vector<ScanColumn> columns;
  for (const model::Column& column : schema.columns) {
    columns.push_back(
        {column.name, std::string(sql_type(column.type)), column.type == model::Type::kTimestamp});
  }
  return columns;
}

bool stores_all(duckdb_connection connection, const std::vector<ScanColumn>& columns,
                const ScanFile& file) {
  Result<Answer> answer =
      run(connection, "DESCRIBE SELECT * FROM read_parquet(" + quote_text(file.path) +
                          ", hive_partitioning = false)");
  Table described;
  if (!answer.ok() || !read_rows(std::move(*answer), SIZE_MAX, &described).ok()) return false;
  std::map<std::string, std::string> stored;
  for (const std::vector<Cell>& row : described.rows) {
    stored[std::get<std::string>(row[0])] = std::get<std::string>(row[1]);
  }
  return std::ranges::all_of(columns, [&](const ScanColumn& column) {
    if (file.partition_values.contains(column.stored_name)) return true;
    auto found = stored.find(column.stored_name);
    return !column.field_id && found != stored.end() && found->second == type_in_file(column);
  });
}

std::string scan_sql(const std::vector<ScanColumn>& columns, const std::vector<ScanFile>& files) {
  std::string sql;
  for (const Partition& partition : partitions_of(files)) {
    sql += (sql.empty() ? "" : " UNION ALL ") + partition_scan(columns, partition);
  }
  return sql.empty() ? empty_scan(columns) : sql;
}

}  // namespace pinflow::query
