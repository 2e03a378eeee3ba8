#include "query/duckdb/select_lineage.h"

#include "query/duckdb/answer_table.h"
#include "query/duckdb/lineage_tree.h"
#include "query/sql_text.h"

namespace pinflow::query {
namespace {

// Beside DuckDB's own, those of Spark's that a session knows as macros.
constexpr const char* kAggregates =
    "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'aggregate' "
    "UNION SELECT 'percentile_approx'";

Result<std::vector<std::string>> column_names(duckdb_connection connection,
                                              const std::string& select) {
  TRY_ASSIGN(auto columns, describe_answer(connection, select));
  std::vector<std::string> names;
  for (Table::Column& column : columns) names.push_back(std::move(column.name));
  return names;
}

Result<std::vector<std::string>> texts(duckdb_connection connection, const std::string& select) {
  TRY_ASSIGN(Table table, answer_table(connection, select, SIZE_MAX, /*takes_any=*/true));
  std::vector<std::string> texts;
  for (const auto& row : table.rows) texts.push_back(std::get<std::string>(row.at(0)));
  return texts;
}

}  // namespace

Result<Lineage> select_lineage(duckdb_connection connection, const std::string& select) {
  LineageFacts facts;
  TRY_ASSIGN(facts.answer_columns, column_names(connection, select));  // And it is well.
  TRY_ASSIGN(std::vector<std::string> aggregates, texts(connection, kAggregates));
  facts.aggregates.insert(aggregates.begin(), aggregates.end());
  facts.columns_of = [connection](const std::string& table) {
    return column_names(connection, "SELECT * FROM " + parse_qualified_name(table).quoted());
  };
  TRY_ASSIGN(auto trees,
             texts(connection, "SELECT json_serialize_sql(" + quote_text(select) + ")"));
  return lineage_of_tree(trees.at(0), facts);
}

}  // namespace pinflow::query
