// topic_pattern(): a regular expression over topic names, as consumers subscribe with.
#pragma once

#include <functional>
#include <string_view>

#include "base/result.h"

namespace pinflow::gateway {

// Says whether it matches a whole name. Takes linear time, whatever a client sends.
// Errors: kInvalidArgument: not a regular expression.
Result<std::function<bool(std::string_view topic)>> topic_pattern(std::string_view expression);

}  // namespace pinflow::gateway
