#include "source/mysql/mysql_source.h"

#include "source/mysql/connection.h"
#include "source/sql_source.h"

namespace pinflow::source {
namespace {

bool is_whole_number(std::string_view data_type) { return data_type.ends_with("int"); }

Result<std::vector<CatalogueTable>> read_catalogue(SqlConnection* connection) {
  TRY_ASSIGN(const auto columns,
             connection->run("SELECT c.table_name, c.column_name, c.data_type, c.extra,"
                             " c.column_key FROM information_schema.columns c"
                             " JOIN information_schema.tables t USING (table_schema, table_name)"
                             " WHERE c.table_schema = DATABASE() AND t.table_type = 'BASE TABLE'"
                             " ORDER BY c.table_name, c.ordinal_position"));
  std::vector<CatalogueTable> tables;
  size_t key_columns = 0;
  for (const TextRow& column : columns) {
    if (tables.empty() || tables.back().name != *column[0]) {
      tables.push_back({*column[0], {}});
      key_columns = 0;
    }
    CatalogueTable& table = tables.back();
    const std::string quoted = connection->quote_name(*column[1]);
    if (*column[4] == "PRI") {  // One that is a whole number orders the rows.
      table.key = ++key_columns == 1 && is_whole_number(*column[2]) ? quoted : "";
    }
    if (column[3]->find("INVISIBLE") == std::string::npos) {
      table.schema.columns.push_back({*column[1], type_of_mysql(*column[2])});
      table.selected.push_back(quoted);
    }
  }
  return tables;
}

}  // namespace

model::Type type_of_mysql(std::string_view data_type) {
  if (data_type == "bigint") return model::Type::kLong;
  if (data_type == "int") return model::Type::kLong;  // Unsigned, it does not fit 32 bits.
  if (is_whole_number(data_type) || data_type == "year") return model::Type::kInteger;
  if (data_type == "float" || data_type == "double" || data_type == "decimal") {
    return model::Type::kDouble;
  }
  if (data_type == "datetime" || data_type == "timestamp") return model::Type::kTimestamp;
  if (data_type == "date") return model::Type::kDate;
  if (data_type.ends_with("blob") || data_type.ends_with("binary") || data_type == "bit") {
    return model::Type::kBinary;
  }
  return model::Type::kString;
}

Result<std::unique_ptr<RowSource>> open_mysql_source(const DatabaseAddress& address) {
  TRY_ASSIGN(auto connection, connect_mysql(address, Lost::kReconnect));
  TRY_ASSIGN(auto tables, read_catalogue(connection.get()));
  return open_sql_source("mysql", std::move(connection), std::move(tables),
                         "NOW(6) + INTERVAL 1 SECOND");
}

}  // namespace pinflow::source
