// select_lineage(): a SELECT's lineage, by what a connection knows.
#pragma once

#include <string>

#include "base/result.h"
#include "query/duckdb/handles.h"
#include "query/lineage.h"

namespace pinflow::query {

// `select` is one statement over names that are bound. Errors: as Session::lineage().
Result<Lineage> select_lineage(duckdb_connection connection, const std::string& select);

}  // namespace pinflow::query
