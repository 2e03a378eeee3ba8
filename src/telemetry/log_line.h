// log_line(): the text of one log line. Apart from log.h so that what is written can be tested.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "telemetry/log.h"

namespace pinflow::telemetry {

// "2026-11-21T04:01:34Z INFO sink: object put failed key=a cause=\"disk full\"", or one JSON
// object. Always a single line: control characters in values are escaped.
std::string log_line(LogFormat format, UnixMillis time, Level level, std::string_view part,
                     std::string_view happening, std::span<const Field> fields);

}  // namespace pinflow::telemetry
