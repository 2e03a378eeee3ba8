// read_json(): a JSON body as a Value of the action's input shape.
#pragma once

#include <string_view>

#include "base/result.h"
#include "gateway/kinesis/value.h"

namespace pinflow::gateway::kinesis {

// Errors: SerializationException: without a message when the body is not JSON or no object, with
// the service's own text when a member is of another type than its shape.
Result<Value> read_json(std::string_view body, const Shape& shape, Arena* arena);

}  // namespace pinflow::gateway::kinesis
