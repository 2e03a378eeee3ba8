// PostgreSQL as a TableWriter, in one transaction: tables are made in it, too. A table that is
// there and empty keeps its columns. Rows lie in the order in which they were written.
#pragma once

#include <memory>

#include "base/result.h"
#include "source/database_address.h"
#include "source/table_writer.h"

namespace pinflow::source {

// Errors: kDenied; kNotFound (the database); kUnavailable.
Result<std::unique_ptr<TableWriter>> open_postgresql_writer(const DatabaseAddress& address);

}  // namespace pinflow::source
