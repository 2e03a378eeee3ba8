// Look-ups that many actions begin with: the stream and the shard that a request means.
#pragma once

#include <string>

#include "gateway/kinesis/actions.h"

namespace pinflow::gateway::kinesis {

// The name of the stream that StreamName, StreamARN or StreamId say.
// Errors: ValidationException (none of them); InvalidArgumentException (they contradict each
// other); ResourceNotFoundException (an id that no stream has).
Result<std::string> stream_name_of(Service& service, const Value& input);

// The stream itself. Errors: those, and ResourceNotFoundException.
Result<StreamPointer> find_stream(Service& service, const Value& input);
// The same, not one that is being made or deleted.
Result<StreamPointer> find_usable_stream(Service& service, const Value& input);

// Errors: ResourceInUseException.
Status check_active(Service& service, const Stream& stream);

// Errors: ResourceNotFoundException, in the words of the actions that change shards.
Result<int32_t> find_shard(Service& service, const Stream& stream, std::string_view id);

// Closed shards count until their last record is too old to be read.
bool is_expired(const Service& service, const Stream& stream, const Shard& shard);

// LimitExceededException when `more` open shards would be too many.
Status check_shard_limit(Service& service, int64_t more);

// ProvisionedThroughputExceededException, in the words that PutRecords uses too.
Status rate_exceeded(const Service& service, const Stream& stream, const Shard& shard);

Status not_found(const Service& service, std::string_view stream);

}  // namespace pinflow::gateway::kinesis
