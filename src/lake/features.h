// Which Delta tables we may read and write: everything else is refused by name, since a reader
// that does not know a feature gives wrong rows.
#pragma once

#include <string_view>

#include "base/result.h"
#include "lake/action.h"

namespace pinflow::lake {

// Errors: kInvalidArgument naming what the table needs.
Status check_readable(const Protocol& protocol, const Metadata& metadata);
Status check_writable(const Protocol& protocol, const Metadata& metadata);

// The refusal of a table for what it needs.
Status needs(std::string_view what);

}  // namespace pinflow::lake
