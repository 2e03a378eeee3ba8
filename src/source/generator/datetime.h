// Date-times as the sources write them: 2017-10-20 09:27:16, in UTC.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pinflow::source {

// Seconds since 1970. Errors: kInvalidArgument (not 19 characters of that form, no such day).
Result<int64_t> parse_datetime(std::string_view text);
std::string format_datetime(int64_t unix_seconds);  // Years 0 to 9999.

}  // namespace pinflow::source
