// The target of a request, "/topics/a%20b?x=1": its path and query, and percent-encoding.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace pinflow::http {

std::string percent_decode(std::string_view text);  // Leaves what is not %XX as it is.
std::string percent_encode(std::string_view text);  // Keeps A-Z a-z 0-9 - . _ ~.

// "a=1&b=x+y%21" -> {{"a", "1"}, {"b", "x y!"}}. Empty parts are passed over.
Fields parse_query(std::string_view text);

// Fills `request`'s target, path and query. Also takes the absolute form ("http://host/path")
// and "*". Errors: kInvalidArgument (neither, or a control character).
Status parse_target(std::string_view target, Request* request);

}  // namespace pinflow::http
