// Resource: what a ResourceARN names, a stream or one of its consumers; both have tags and a
// policy.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "gateway/kinesis/actions.h"

namespace pinflow::gateway::kinesis {

struct Resource {
  StreamPointer stream;
  std::string consumer;  // "" for the stream itself.
};

// Errors: InvalidArgumentException (no ARN of ours); ResourceNotFoundException.
Result<Resource> find_resource(Service& service, const Value& input);

const Tags& tags_of(const Resource& resource);
const std::string& policy_of(const Resource& resource);

// What `edit` gets are the tags and the policy of the resource in `state`.
using ResourceEdit = std::function<Status(Tags& tags, std::string& policy)>;
Status change_resource(Service& service, const Resource& resource, const ResourceEdit& edit);

// The consumer of that name that is not deleted; null when there is none.
const Consumer* find_consumer(const Stream& stream, std::string_view name);

}  // namespace pinflow::gateway::kinesis
