// The JsonToParquet that DuckDB provides.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "query/engine.h"
#include "query/json_to_parquet.h"

namespace pinflow::query {

// Opens a database of its own when first used, which has one thread. Files are made in the
// temporary directory, "" for the system's.
std::unique_ptr<JsonToParquet> make_duckdb_json_to_parquet(EngineOptions options);

// DuckDB's columns = {…} for what json_group_structure() found in the values: an object with the
// type of each field. Integers are BIGINT (DECIMAL(20,0) with `wide_integers`), fields of several
// types and those that are always null VARCHAR.
// Errors: kInvalidArgument: the structure is none of an object with fields.
Result<std::string> json_columns(std::string_view structure, bool wide_integers);

}  // namespace pinflow::query
