// validate(): whether a request keeps the limits of its shape, said in the service's words.
#pragma once

#include "base/result.h"
#include "gateway/kinesis/value.h"

namespace pinflow::gateway::kinesis {

// `input` was read by `shape`. Blobs have at most `blob_bytes_max`, which depends on the stream.
// Errors: ValidationException, which names every member that is
// missing or outside of its limits, ten at most:
//   2 validation errors detected: Value null at 'shardId' failed to satisfy constraint: Member
//   must not be null; Value 'x' at …
Status validate(const Value& input, const Shape& shape, int64_t blob_bytes_max);

// The same text for one error that the model does not know of.
Status constraint_fault(std::string_view value, std::string_view path, std::string_view rule);

}  // namespace pinflow::gateway::kinesis
