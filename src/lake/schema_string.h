// Delta's schemaString and back.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/schema.h"

namespace pinflow::lake {

std::string format_schema(const model::Schema& schema);

// The schema with more columns behind those that it has, which stay as their writer wrote them.
// Errors: kCorruption: no schema; kInvalidArgument: a name that is there, or other writers refuse.
Result<std::string> extend_schema(std::string_view text, const model::Schema& more);

// Errors: kInvalidArgument: a column name that other writers refuse, or two that differ at most
// in case.
Status check_column_names(const model::Schema& schema);

// Types that model::Type does not know become the nearest one that can hold or show their
// values: short and byte integers, floats and decimals doubles, nested types strings.
// Errors: kCorruption: no schema; kInvalidArgument naming a type that Delta does not have.
Result<model::Schema> parse_schema(std::string_view text);

}  // namespace pinflow::lake
