// Properties: a connector's options as name and text, and how a .properties file gives them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pinflow::sink {

using Properties = std::map<std::string, std::string>;

// Reads Java's format: `name=value`, `name: value` or `name value` a line, comments with # or !,
// a backslash at the end continues the line, \t \n \r \f \uXXXX and any other escaped character.
// Of a repeated name the last one counts. Errors: kInvalidArgument with the line.
Result<Properties> parse_properties(std::string_view text);

}  // namespace pinflow::sink
