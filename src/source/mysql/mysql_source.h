// MySQL or MariaDB as a RowSource: the tables of one database.
//
// The physical order is that of the primary key where that is one whole number, and the server's
// own otherwise: InnoDB gives the order of insertion to a table without a key. Reading on from
// where the last read ended is a range of that key; without a key the server skips rows each time.
// Views are no tables here; invisible columns are not read.
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "model/schema.h"
#include "source/database_address.h"
#include "source/row_source.h"

namespace pinflow::source {

// A connection that the server closed (it does after hours of silence) is opened anew.
// Errors: kDenied; kNotFound (the database); kUnavailable.
Result<std::unique_ptr<RowSource>> open_mysql_source(const DatabaseAddress& address);

// From information_schema: "bigint" -> kLong.
model::Type type_of_mysql(std::string_view data_type);

}  // namespace pinflow::source
