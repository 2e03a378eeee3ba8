// open_sql_source(): a RowSource over a SqlConnection. Reading on from where the last read ended is
// a range of the table's key; without one the server skips rows each time.
#pragma once

#include <memory>

#include "source/catalogue.h"
#include "source/row_source.h"
#include "source/sql_connection.h"

namespace pinflow::source {

// `database` begins messages: "mysql". `soon` is its SQL for one second from now:
// sql_change_reader.h.
std::unique_ptr<RowSource> open_sql_source(const std::string& database,
                                           std::unique_ptr<SqlConnection> connection,
                                           std::vector<CatalogueTable> tables,
                                           const std::string& soon = "now()");

}  // namespace pinflow::source
