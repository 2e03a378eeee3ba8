#include "query/duckdb/statement.h"

#include <array>
#include <utility>

namespace pinflow::query {

Status sql_error(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, Code>, 6> kCodes{{
      {"Permission Error: ", Code::kDenied},
      {"Out of Memory Error: ", Code::kExhausted},
      {"IO Error: ", Code::kUnavailable},
      {"INTERRUPT Error: ", Code::kUnavailable},
      {"INTERNAL Error: ", Code::kCorruption},
      {"FATAL Error: ", Code::kCorruption},
  }};
  for (const auto& [start, code] : kCodes) {
    if (text.starts_with(start)) {
      return Status(code, "sql: " + std::string(text.substr(start.size())));
    }
  }
  // "Binder Error: ", "Parser Error: " and so on say little that the text does not.
  size_t colon = text.find(" Error: ");
  if (colon != std::string_view::npos && colon < 24) text.remove_prefix(colon + 8);
  return Status(Code::kInvalidArgument, "sql: " + std::string(text));
}

Result<Prepared> prepare(duckdb_connection connection, const std::string& sql) {
  duckdb_prepared_statement statement = nullptr;
  duckdb_state state = duckdb_prepare(connection, sql.c_str(), &statement);
  Prepared prepared(statement);
  if (state == DuckDBSuccess) return prepared;
  const char* error = statement == nullptr ? nullptr : duckdb_prepare_error(statement);
  return sql_error(error == nullptr ? "statement refused" : error);
}

Result<Answer> execute(duckdb_prepared_statement statement) {
  duckdb_result result{};
  duckdb_state state = duckdb_execute_prepared(statement, &result);
  Answer answer(result);
  if (state == DuckDBSuccess) return answer;
  const char* error = duckdb_result_error(answer.get());
  return sql_error(error == nullptr ? "statement failed" : error);
}

Result<Answer> run(duckdb_connection connection, const std::string& sql) {
  TRY_ASSIGN(Prepared statement, prepare(connection, sql));
  return execute(statement.get());
}

Status run_only(duckdb_connection connection, const std::string& sql) {
  return run(connection, sql).status();
}

}  // namespace pinflow::query
