// open_declared(): a table with the columns that a pipeline declares, made when it is not there,
// and with columns added that were declared since.
#pragma once

#include <map>
#include <string>

#include "lake/delta_table.h"

namespace pinflow::lake {

// The table's newest snapshot. A new table gets the properties of `configuration`. Declared columns
// that a table lacks are added behind its own, in a commit of their own: NULL in the rows that it
// has. Their order in the table is no matter.
// Errors: kInvalidArgument: it has a column that is not declared, or one with another type;
// kAlreadyExists: other writers did not let the columns be added.
Result<Snapshot> open_declared(DeltaTable& table, const model::Schema& schema,
                               const std::map<std::string, std::string>& configuration = {});

}  // namespace pinflow::lake
