// Conversions: what both encodings say of a member that came as another type than its shape.
#pragma once

#include <string_view>

#include "base/result.h"
#include "gateway/kinesis/value.h"

namespace pinflow::gateway::kinesis {

// What a member came as.
enum class Given { kBoolean, kNumber, kText, kBytes, kList, kMap };

// SerializationException with the service's text. `text` is that of a string.
Status wrong_type(const Shape& shape, Given given, std::string_view text = "");

// A number for an integer or a timestamp, which are given in units and in seconds.
Value number_value(const Shape& shape, double number);

// The bytes of a blob that came as text. Errors: SerializationException.
Result<Value> decode_blob(std::string_view base64, Arena* arena);

}  // namespace pinflow::gateway::kinesis
