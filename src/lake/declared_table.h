// open_declared(): a table with the columns that a pipeline declares, made when it is not there.
#pragma once

#include <map>
#include <string>

#include "lake/delta_table.h"

namespace pinflow::lake {

// The table's newest snapshot. A new table gets the properties of `configuration`. Errors:
// kInvalidArgument: it has other columns.
Result<Snapshot> open_declared(DeltaTable& table, const model::Schema& schema,
                               const std::map<std::string, std::string>& configuration = {});

}  // namespace pinflow::lake
