// Running SQL through DuckDB's C API, its errors turned into Status.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "query/duckdb/handles.h"

namespace pinflow::query {

// One statement, parsed and bound. Errors: as sql_error().
Result<Prepared> prepare(duckdb_connection connection, const std::string& sql);
Result<Answer> execute(duckdb_prepared_statement statement);
// Both, where the rows are wanted; and where they are not.
Result<Answer> run(duckdb_connection connection, const std::string& sql);
Status run_only(duckdb_connection connection, const std::string& sql);

// DuckDB's "Binder Error: …" as a Status: kDenied for a lack of permission, kExhausted where
// memory or disk ran out, kUnavailable for I/O and interrupts, kInvalidArgument for the rest.
Status sql_error(std::string_view text);

}  // namespace pinflow::query
