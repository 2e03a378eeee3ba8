// What one SELECT answers, as a query::Table: every column has a type that cells have, and numbers
// keep all their digits.
#pragma once

#include <string>
#include <vector>

#include "query/duckdb/handles.h"
#include "query/engine.h"

namespace pinflow::query {

// At most `row_count_max` rows of `text`, one statement, which may be other than a SELECT where
// `takes_any`. Errors: kDenied (it may not); as sql_error().
Result<Table> answer_table(duckdb_connection connection, const std::string& text,
                           size_t row_count_max, bool takes_any);

// The columns of its answer, without running it. Errors: as sql_error().
Result<std::vector<Table::Column>> describe_answer(duckdb_connection connection,
                                                   const std::string& text);

// The error of `text` by itself where it has one, since its lines are the ones people know; else
// that of the statement that it was `embedded` in.
Status own_error(duckdb_connection connection, const std::string& text, const Status& embedded);

}  // namespace pinflow::query
