// The function pinflow_keeps(handle, columns …), through which SQL asks a RowFilter.
#pragma once

#include <string>

#include "base/result.h"
#include "query/duckdb/handles.h"
#include "query/duckdb/registry.h"
#include "query/row_filter.h"

namespace pinflow::query {

using RowFilters = Registry<RowFilter>;

// Makes pinflow_keeps() known to the database of `connection`. It is asked once for each row, and
// nothing is moved past it. `filters` outlives the database.
Status register_filter_call(duckdb_connection connection, RowFilters& filters);

// "MACRO name(a, b) AS pinflow_keeps(7, CAST(a AS …), …)", but for its first word and name.
std::string filter_macro(int64_t handle, const model::Schema& schema);

}  // namespace pinflow::query
