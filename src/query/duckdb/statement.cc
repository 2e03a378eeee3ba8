#include "query/duckdb/statement.h"

#include <array>
#include <chrono>
#include <thread>
#include <utility>

namespace pinflow::query {
namespace {

constexpr std::chrono::microseconds kIdlePause(50);

// Takes part in the work of DuckDB's threads until the answer is there. DuckDB's own loop asks
// for work without a pause while the others have all of it, which takes a core from them.
void run_tasks(duckdb_pending_result pending) {
  while (true) {
    duckdb_pending_state state = duckdb_pending_execute_task(pending);
    if (duckdb_pending_execution_is_finished(state)) return;
    if (state == DUCKDB_PENDING_NO_TASKS_AVAILABLE) std::this_thread::sleep_for(kIdlePause);
  }
}

}  // namespace

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
  duckdb_pending_result made = nullptr;
  duckdb_state begun = duckdb_pending_prepared(statement, &made);
  Pending pending(made);
  if (begun != DuckDBSuccess) return sql_error(duckdb_pending_error(pending.get()));
  run_tasks(pending.get());
  duckdb_result result{};
  duckdb_state state = duckdb_execute_pending(pending.get(), &result);
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
