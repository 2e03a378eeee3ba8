// compact(): JSON text as the REST Proxy and Kafka Connect would write it again.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace pinflow::json {

// Deeper nesting than this is refused everywhere in this folder.
inline constexpr size_t kDepthMax = 512;

// Checks that `text` is exactly one valid JSON value in UTF-8, and appends it to `out` without
// white space between tokens, with \uXXXX escapes as UTF-8 where that is possible (control
// characters, quotes, backslashes and lone surrogates stay escaped) and numbers as they were.
// Errors: kInvalidArgument with what is wrong and the byte where.
Status compact(std::string_view text, std::string* out);

// The same for text that is known to be valid JSON, such as a slice that slice.h returned.
void compact_valid(std::string_view text, std::string* out);

}  // namespace pinflow::json
