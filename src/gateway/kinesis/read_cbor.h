// read_cbor(): a CBOR body as a Value of the action's input shape.
#pragma once

#include <string_view>

#include "base/result.h"
#include "gateway/kinesis/value.h"

namespace pinflow::gateway::kinesis {

// Errors: as read_json(). Timestamps are milliseconds, with or without their tag; a float is
// seconds, as RFC 8949 has it and some clients send it.
Result<Value> read_cbor(std::string_view body, const Shape& shape, Arena* arena);

}  // namespace pinflow::gateway::kinesis
