// The rules of tags, which streams and consumers have from their creation on or get later.
#pragma once

#include <string_view>

#include "base/result.h"
#include "gateway/kinesis/stream_state.h"
#include "gateway/kinesis/value.h"

namespace pinflow::gateway::kinesis {

// Adds those of a request, or gives those that are there a new value. `what` has them: "stream
// orders". Errors: InvalidArgumentException (a character, or more than 50).
Status add_tags(const Value& given, std::string_view what, Tags* tags);

// Removes those of these keys. Errors: InvalidArgumentException (a character).
Status remove_tags(const Value& keys, Tags* tags);

}  // namespace pinflow::gateway::kinesis
