// PostgreSQL as a RowSource: the tables of the user's schema ("public" mostly) in one database.
//
// The physical order is that of the primary key where that is one whole number, and that of the
// rows' places in the table otherwise. Reading on from where the last read ended is a range of that
// key, or of those places. Views and partitions are no tables here, a partitioned table is one; one
// without such a key has rows skipped each time.
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "model/schema.h"
#include "source/database_address.h"
#include "source/row_source.h"

namespace pinflow::source {

// A connection that went away is opened anew.
// Errors: kDenied; kNotFound (the database); kUnavailable.
Result<std::unique_ptr<RowSource>> open_postgresql_source(const DatabaseAddress& address);

// From pg_type: "int8" -> kLong.
model::Type type_of_postgresql(std::string_view type_name);

}  // namespace pinflow::source
