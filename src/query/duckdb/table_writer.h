// write_table_files(): the rows of a SELECT as Parquet files in a table's store.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "lake/delta_table.h"
#include "model/schema.h"
#include "query/duckdb/handles.h"

namespace pinflow::query {

// `select` is one statement without a semicolon. Engine's write_files() says the rest.
Result<std::vector<lake::DataFile>> write_table_files(duckdb_connection connection,
                                                      const std::string& select,
                                                      const model::Schema& schema,
                                                      lake::DeltaTable& table);

}  // namespace pinflow::query
