// A SQLite database as a TableWriter: one transaction over all tables.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.h"
#include "source/table_writer.h"

namespace pinflow::source {

// Makes the database when it is not there. Tables that exist must be empty.
// Errors: kInvalidArgument (a quote in the path); kUnavailable.
Result<std::unique_ptr<TableWriter>> open_sqlite_writer(const std::filesystem::path& database);

}  // namespace pinflow::source
