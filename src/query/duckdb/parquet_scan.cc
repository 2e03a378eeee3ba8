#include "query/duckdb/parquet_scan.h"

#include <array>
#include <utility>

#include "json/document.h"
#include "query/sql_text.h"

namespace pinflow::query {
namespace {

std::string member_text(json::Element object, std::string_view name) {
  std::optional<json::Element> member = object[name];
  return std::string(member ? member->as_string().value_or("") : "");
}

Result<std::string> primitive_type(std::string_view delta) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kNames{{
      {"string", "VARCHAR"},
      {"long", "BIGINT"},
      {"integer", "INTEGER"},
      {"short", "SMALLINT"},
      {"byte", "TINYINT"},
      {"float", "FLOAT"},
      {"double", "DOUBLE"},
      {"boolean", "BOOLEAN"},
      {"binary", "BLOB"},
      {"date", "DATE"},
      {"timestamp", "TIMESTAMP"},
      {"timestamp_ntz", "TIMESTAMP"},
  }};
  for (const auto& [name, type] : kNames) {
    if (name == delta) return std::string(type);
  }
  if (delta.starts_with("decimal(")) return std::string(delta);
  return Status(Code::kInvalidArgument, "column type '" + std::string(delta) + "' is not known");
}

Result<std::string> duckdb_type_name(std::optional<json::Element> type);

Result<std::string> struct_type(json::Element type) {
  std::string fields;
  Status failed;
  type["fields"].value_or(type).each_element([&](json::Element field) {
    Result<std::string> field_type = duckdb_type_name(field["type"]);
    failed = field_type.status();
    if (!failed.ok()) return false;
    fields += (fields.empty() ? "" : ", ") + quote_name(member_text(field, "name"));
    fields += " " + *field_type;
    return true;
  });
  if (!failed.ok()) return failed;
  return "STRUCT(" + fields + ")";
}

Result<std::string> duckdb_type_name(std::optional<json::Element> type) {
  if (!type) return Status(Code::kInvalidArgument, "a column has no type");
  if (type->kind() == json::Kind::kString) return primitive_type(*type->as_string());
  std::string kind = member_text(*type, "type");
  if (kind == "struct") return struct_type(*type);
  if (kind == "array") {
    TRY_ASSIGN(std::string element, duckdb_type_name((*type)["elementType"]));
    return element + "[]";
  }
  TRY_ASSIGN(std::string key, duckdb_type_name((*type)["keyType"]));
  TRY_ASSIGN(std::string value, duckdb_type_name((*type)["valueType"]));
  return "MAP(" + key + ", " + value + ")";
}

// What read_parquet() is told of the columns, so that it opens no file to find out. Instants keep
// their zone here: the reader's own cast to TIMESTAMP takes 400 ns a value, selected_column()'s 20.
std::string schema_parameter(const std::vector<ScanColumn>& columns) {
  std::string entries;
  for (const ScanColumn& column : columns) {
    std::string name = quote_text(column.name);
    std::string type = column.is_instant ? "TIMESTAMP WITH TIME ZONE" : column.type;
    entries += (entries.empty() ? "" : ", ") + name + ": {name: " + name +
               ", type: " + quote_text(type) + ", default_value: NULL}";
  }
  return "schema = MAP {" + entries + "}";
}

std::string selected_column(const ScanColumn& column) {
  std::string name = quote_name(column.name);
  return column.is_instant ? "make_timestamp(epoch_us(" + name + ")) AS " + name : name;
}

// Files with the same partition values are read by one scan.
using Partition = std::map<std::string, std::optional<std::string>>;

std::string partition_scan(const std::vector<ScanColumn>& columns, const Partition& values,
                           const std::vector<const ScanFile*>& files) {
  std::vector<ScanColumn> stored;
  std::string selected;
  for (const ScanColumn& column : columns) {
    if (!selected.empty()) selected += ", ";
    auto value = values.find(column.name);
    if (value == values.end()) {
      stored.push_back(column);
      selected += selected_column(column);
    } else {
      selected += "CAST(" + (value->second ? quote_text(*value->second) : "NULL") + " AS " +
                  column.type + ") AS " + quote_name(column.name);
    }
  }
  std::string paths;
  for (const ScanFile* file : files) paths += (paths.empty() ? "" : ", ") + quote_text(file->path);
  return "SELECT " + selected + " FROM read_parquet([" + paths + "], " + schema_parameter(stored) +
         ", hive_partitioning = false)";
}

std::string empty_scan(const std::vector<ScanColumn>& columns) {
  std::string selected;
  for (const ScanColumn& column : columns) {
    selected += (selected.empty() ? "" : ", ");
    selected += "CAST(NULL AS " + column.type + ") AS " + quote_name(column.name);
  }
  return "SELECT " + selected + " WHERE false";
}

}  // namespace

Result<std::vector<ScanColumn>> scan_columns(const lake::Snapshot& snapshot) {
  if (snapshot.schema_string.empty()) return scan_columns(snapshot.schema);
  json::Parser parser;
  TRY_ASSIGN(json::Element schema, parser.parse(snapshot.schema_string));
  std::vector<ScanColumn> columns;
  Status failed;
  schema["fields"].value_or(schema).each_element([&](json::Element field) {
    Result<std::string> type = duckdb_type_name(field["type"]);
    failed = type.status();
    bool is_instant = member_text(field, "type") == "timestamp";
    if (failed.ok()) columns.push_back({member_text(field, "name"), *type, is_instant});
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

std::string scan_sql(const std::vector<ScanColumn>& columns, const std::vector<ScanFile>& files) {
  std::map<Partition, std::vector<const ScanFile*>> partitions;
  for (const ScanFile& file : files) partitions[file.partition_values].push_back(&file);
  std::string sql;
  for (const auto& [values, members] : partitions) {
    sql += (sql.empty() ? "" : " UNION ALL ") + partition_scan(columns, values, members);
  }
  return sql.empty() ? empty_scan(columns) : sql;
}

}  // namespace pinflow::query
