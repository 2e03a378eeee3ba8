#include "gateway/kinesis/resource.h"

#include <algorithm>

#include "gateway/kinesis/arn.h"

namespace pinflow::gateway::kinesis {

const Consumer* find_consumer(const Stream& stream, std::string_view name) {
  const auto& consumers = stream.state.consumers;
  auto found = std::find_if(consumers.begin(), consumers.end(), [&](const Consumer& consumer) {
    return consumer.name == name && !consumer.deleted_at;
  });
  return found == consumers.end() ? nullptr : &*found;
}

Result<Resource> find_resource(Service& service, const Value& input) {
  std::string_view arn = input["ResourceARN"].text();
  auto parts = parse_arn(arn);
  if (!parts) return invalid_argument("ResourceARN " + std::string(arn) + " is not valid.");
  TRY_ASSIGN(StreamPointer stream, service.catalog.find(parts->stream));
  if (!parts->consumer.empty() && !find_consumer(*stream, parts->consumer)) {
    return resource_not_found("Consumer " + std::string(arn) + " not found.");
  }
  return Resource{std::move(stream), parts->consumer};
}

const Tags& tags_of(const Resource& resource) {
  const StreamState& state = resource.stream->state;
  return resource.consumer.empty() ? state.tags
                                   : find_consumer(*resource.stream, resource.consumer)->tags;
}

const std::string& policy_of(const Resource& resource) {
  const StreamState& state = resource.stream->state;
  return resource.consumer.empty() ? state.policy
                                   : find_consumer(*resource.stream, resource.consumer)->policy;
}

Status change_resource(Service& service, const Resource& resource, const ResourceEdit& edit) {
  return service.catalog.change(
      resource.stream->name(), [&](StreamState& state, eventlog::TopicConfig&) {
        if (resource.consumer.empty()) return edit(state.tags, state.policy);
        for (Consumer& consumer : state.consumers) {
          bool is_it = consumer.name == resource.consumer && !consumer.deleted_at;
          if (is_it) return edit(consumer.tags, consumer.policy);
        }
        return resource_not_found("Consumer " + resource.consumer + " not found.");
      });
}

}  // namespace pinflow::gateway::kinesis
