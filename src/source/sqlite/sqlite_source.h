// SQLite as a RowSource: the tables of one database file, read only, through SOCI.
//
// The physical order is that of the rowid. Column types are those that the table declares; a value
// that does not fit its declared type reads as SQLite converts it.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "model/schema.h"
#include "source/row_source.h"

namespace pinflow::source {

// Errors: kNotFound (no such file); kUnavailable (not a database).
Result<std::unique_ptr<RowSource>> open_sqlite_source(const std::filesystem::path& database);

// "VARCHAR(20)" -> kString. Follows SQLite's own rule (an INT in the name makes a whole number),
// and knows dates, times, booleans and 32-bit "INT" beside it.
model::Type type_of_declaration(std::string_view declared);

}  // namespace pinflow::source
