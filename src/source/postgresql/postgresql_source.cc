#include "source/postgresql/postgresql_source.h"

#include "source/postgresql/connection.h"
#include "source/sql_source.h"

namespace pinflow::source {
namespace {

// Of each column: table, whether it is partitioned, column, type, whether it is the whole key.
constexpr const char* kCatalogue =
    "SELECT c.relname, c.relkind, a.attname, t.typname,"
    " coalesce(i.indnkeyatts = 1 AND i.indkey[0] = a.attnum"
    "          AND t.typname IN ('int2', 'int4', 'int8'), false)::int"
    " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
    " JOIN pg_type t ON t.oid = a.atttypid"
    " LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary"
    " WHERE c.relnamespace = to_regnamespace(quote_ident(current_schema()))"
    " AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
    " AND a.attnum > 0 AND NOT a.attisdropped"
    " ORDER BY c.relname COLLATE \"C\", a.attnum";

// What a SELECT names, so that the text is what values have here.
std::string selected(const std::string& quoted, std::string_view type_name) {
  if (type_name == "bool") return quoted + "::int";
  if (type_name == "timestamptz") return quoted + "::timestamp";  // Without "+00": all are UTC.
  return quoted;
}

Result<std::vector<CatalogueTable>> read_catalogue(SqlConnection* connection) {
  TRY_ASSIGN(const auto columns, connection->run(kCatalogue));
  std::vector<CatalogueTable> tables;
  for (const TextRow& column : columns) {
    if (tables.empty() || tables.back().name != *column[0]) {
      CatalogueTable& added = tables.emplace_back();
      added.name = *column[0];
      bool has_places = *column[1] == "r";
      if (has_places) added.key = "ctid";
      added.key_is_number = added.key.empty();
      added.key_is_given = true;
    }
    CatalogueTable& table = tables.back();
    const std::string quoted = connection->quote_name(*column[2]);
    table.schema.columns.push_back({*column[2], type_of_postgresql(*column[3])});
    table.selected.push_back(selected(quoted, *column[3]));
    if (*column[4] != "1") continue;
    table.key = quoted;
    table.key_is_number = true;
    table.key_is_given = false;
  }
  return tables;
}

}  // namespace

model::Type type_of_postgresql(std::string_view type_name) {
  if (type_name == "int8") return model::Type::kLong;
  if (type_name == "int4" || type_name == "int2") return model::Type::kInteger;
  if (type_name == "float4" || type_name == "float8" || type_name == "numeric") {
    return model::Type::kDouble;
  }
  if (type_name == "bool") return model::Type::kBoolean;
  if (type_name == "timestamp" || type_name == "timestamptz") return model::Type::kTimestamp;
  if (type_name == "date") return model::Type::kDate;
  if (type_name == "bytea") return model::Type::kBinary;
  return model::Type::kString;
}

Result<std::unique_ptr<RowSource>> open_postgresql_source(const DatabaseAddress& address) {
  TRY_ASSIGN(auto connection, connect_postgresql(address, Lost::kReconnect));
  TRY_ASSIGN(auto tables, read_catalogue(connection.get()));
  return open_sql_source("postgresql", std::move(connection), std::move(tables),
                         "now() + interval '1 second'");
}

}  // namespace pinflow::source
