#include "query/duckdb/answer_table.h"

#include <utility>

#include "query/duckdb/cells.h"
#include "query/duckdb/statement.h"

namespace pinflow::query {
namespace {

// Statements that are no SELECT cannot stand in brackets and are taken as they are.
Result<Prepared> prepare_limited(duckdb_connection connection, const std::string& text,
                                 const std::string& limit) {
  if (!limit.empty()) {
    Result<Prepared> limited = prepare(connection, "SELECT * FROM (\n" + text + "\n)" + limit);
    if (limited.ok()) return limited;
  }
  return prepare(connection, text);
}

}  // namespace

Result<Table> answer_table(duckdb_connection connection, const std::string& text,
                           size_t row_count_max, bool takes_any) {
  // One row more than asked for tells whether there are more.
  std::string limit;
  if (row_count_max != SIZE_MAX) limit = " LIMIT " + std::to_string(row_count_max + 1);
  TRY_ASSIGN(Prepared statement, prepare_limited(connection, text, limit));
  const bool is_select =
      duckdb_prepared_statement_type(statement.get()) == DUCKDB_STATEMENT_TYPE_SELECT;
  if (!takes_any && !is_select) return Status(Code::kDenied, "sql: only SELECT is allowed here");
  Table table;
  bool all_plain = true;
  std::string expressions;
  for (idx_t i = 0; i < duckdb_prepared_statement_column_count(statement.get()); ++i) {
    duckdb_type type = duckdb_prepared_statement_column_type(statement.get(), i);
    const char* name = duckdb_prepared_statement_column_name(statement.get(), i);
    table.columns.push_back({name, std::string(plain_type_name(type))});
    duckdb_free(const_cast<char*>(name));
    all_plain = all_plain && !table.columns.back().type.empty();
    expressions += (expressions.empty() ? "" : ", ") + cell_expression(i + 1, type);
  }
  if (!all_plain) {
    TRY_ASSIGN(table.columns, describe_answer(connection, text));
    TRY_ASSIGN(statement,
               prepare(connection, "SELECT " + expressions + " FROM (\n" + text + "\n)" + limit));
  }
  TRY_ASSIGN(Answer answer, execute(statement.get()));
  TRY(read_rows(std::move(answer), row_count_max, &table));
  return table;
}

Result<std::vector<Table::Column>> describe_answer(duckdb_connection connection,
                                                   const std::string& text) {
  Result<Answer> answer = run(connection, "DESCRIBE " + text);
  if (!answer.ok()) return own_error(connection, text, answer.status());
  Table described;
  TRY(read_rows(std::move(*answer), SIZE_MAX, &described));
  std::vector<Table::Column> columns;
  for (std::vector<Cell>& row : described.rows) {
    columns.push_back({std::get<std::string>(row[0]), std::get<std::string>(row[1])});
  }
  return columns;
}

Status own_error(duckdb_connection connection, const std::string& text, const Status& embedded) {
  Status own = prepare(connection, text).status();
  return own.ok() ? embedded : own;
}

}  // namespace pinflow::query
