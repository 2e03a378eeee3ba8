// The SELECT by which DuckDB reads a table's data files with exactly the table's columns.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "lake/delta_table.h"
#include "model/schema.h"
#include "query/duckdb/handles.h"

namespace pinflow::query {

// A column under DuckDB's name for its type, which may be one that model::Type does not know:
// tables that others wrote have structs, maps and decimals.
struct ScanColumn {
  std::string name;
  std::string type;
  bool is_instant = false;  // Stored as a moment in UTC, read as a TIMESTAMP.

  // Where the table maps its columns to others in the files: their name, their type with the
  // names of nested fields, and the expression that gives the column of the table.
  std::string stored_name = name;
  std::string stored_type = type;
  std::string selected = "";
  std::optional<int64_t> field_id = std::nullopt;  // By which they are found, not by the name.
};

// The snapshot's columns, from its Delta schema where it has one.
// Errors: kInvalidArgument: a type that DuckDB does not have.
Result<std::vector<ScanColumn>> scan_columns(const lake::Snapshot& snapshot);
std::vector<ScanColumn> scan_columns(const model::Schema& schema);

// A data file at its place on this machine.
struct ScanFile {
  std::string path;
  std::map<std::string, std::optional<std::string>> partition_values;  // By stored name.
  std::vector<uint64_t> deleted_rows = {};                             // Positions in the file.
  // As stores_all() found: DuckDB is then told no types and plans with the file's statistics.
  bool stores_all = false;
};

// Whether the file's footer has every column that no partition value gives, in the very type that
// the scan wants. False for columns found by id, and for a file that cannot be read: the scan will
// say why.
bool stores_all(duckdb_connection connection, const std::vector<ScanColumn>& columns,
                const ScanFile& file);

// Reads the files in any order; no files give an empty relation. A column that a file lacks is
// NULL, or its partition value. Instants come out as plain UTC, whatever kind the file has.
std::string scan_sql(const std::vector<ScanColumn>& columns, const std::vector<ScanFile>& files);

}  // namespace pinflow::query
