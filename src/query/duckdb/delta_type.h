// The types of a Delta schema in DuckDB's words, and the names that its columns have in the files.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "json/document.h"

namespace pinflow::query {

// Under column mapping a field has one name for people and another one in the files, at every
// depth. Source: delta-io/delta, PROTOCOL.md, "Column Mapping".
enum class FieldNames { kLogical, kStored };

// The name of a field of a struct or table.
std::string field_name(json::Element field, FieldNames names);
// Its id in the files, where it has one.
std::optional<int64_t> field_id(json::Element field);

// "BIGINT", "STRUCT(\"a\" VARCHAR)[]". Errors: kInvalidArgument: a type that is not known.
Result<std::string> duckdb_type_name(std::optional<json::Element> type, FieldNames names);

// The expression that gives `stored`, one of that type with the stored names, the logical ones:
// `stored` itself where they are the same.
std::string with_logical_names(const std::string& stored, json::Element type);

}  // namespace pinflow::query
