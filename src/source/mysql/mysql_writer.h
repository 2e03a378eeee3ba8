// A database of MySQL or MariaDB as a TableWriter: one transaction over all tables' rows.
//
// Tables themselves come at once, since MySQL makes them outside of transactions; without
// commit() those that were made are dropped. A table made here gets an invisible number as its
// key, where the server knows such columns, so that reading it on costs the same at any place.
#pragma once

#include <memory>

#include "base/result.h"
#include "source/database_address.h"
#include "source/table_writer.h"

namespace pinflow::source {

// The database must exist; tables that do must be empty, and have these columns.
// Errors: kDenied; kNotFound (the database); kUnavailable.
Result<std::unique_ptr<TableWriter>> open_mysql_writer(const DatabaseAddress& address);

}  // namespace pinflow::source
