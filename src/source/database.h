// open_database_source(), open_database_writer(): a database server of whatever kind its address
// names.
#pragma once

#include <memory>

#include "base/result.h"
#include "source/database_address.h"
#include "source/row_source.h"
#include "source/table_writer.h"

namespace pinflow::source {

// Errors: kDenied; kNotFound (the database); kUnavailable.
Result<std::unique_ptr<RowSource>> open_database_source(const DatabaseAddress& address);
Result<std::unique_ptr<TableWriter>> open_database_writer(const DatabaseAddress& address);

// As settings and commands call it: "mysql", "postgresql".
std::string_view name_of(DatabaseKind kind);

}  // namespace pinflow::source
