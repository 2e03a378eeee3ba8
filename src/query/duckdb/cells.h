// What a statement answers, as a query::Table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "query/duckdb/handles.h"
#include "query/engine.h"

namespace pinflow::query {

// SQL's name of a type, or "" for those (lists, decimals, intervals, …) that read_rows() does
// not read; DuckDB has to cast them first, as cell_expression() says.
std::string_view plain_type_name(duckdb_type type);

// The expression by which column `number` (from 1) of a subquery becomes a type that is read:
// JSON text for nested types, text for the rest.
std::string cell_expression(size_t number, duckdb_type type);

// Appends at most `row_count_max` rows of the answer and says whether there were more. Whole
// numbers beyond 64 bits, and decimals (of columns that the table knows as such) of more digits
// than a double keeps, are text. Errors: as sql_error().
Status read_rows(Answer answer, size_t row_count_max, Table* table);

}  // namespace pinflow::query
