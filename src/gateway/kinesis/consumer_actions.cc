// The actions on consumers: readers with a throughput of their own.
#include <algorithm>

#include "gateway/kinesis/actions.h"
#include "gateway/kinesis/arn.h"
#include "gateway/kinesis/lookup.h"
#include "gateway/kinesis/resource.h"
#include "gateway/kinesis/tags.h"
#include "gateway/kinesis/token.h"

namespace pinflow::gateway::kinesis {
namespace {

constexpr size_t kConsumersMax = 20;
constexpr int64_t kConsumersPerPage = 100;
constexpr std::string_view kConsumersToken = "consumers";

std::string_view status_of(const Service& service, const Consumer& consumer) {
  if (consumer.deleted_at) return "DELETING";
  bool is_new = service.now() < consumer.created_at + service.options.state_delay;
  return is_new ? "CREATING" : "ACTIVE";
}

bool is_gone(const Service& service, const Consumer& consumer) {
  return consumer.deleted_at && *consumer.deleted_at + service.options.state_delay <= service.now();
}

void write_consumer(const Service& service, const Stream& stream, const Consumer& consumer,
                    Encoder* output) {
  output->text("ConsumerName", consumer.name);
  output->text("ConsumerARN",
               consumer_arn(service.options, stream.name(), consumer.name, consumer.created_at));
  output->text("ConsumerStatus", status_of(service, consumer));
  output->time("ConsumerCreationTimestamp", consumer.created_at);
}

// What ConsumerARN names, or StreamARN and ConsumerName.
struct Named {
  StreamPointer stream;
  const Consumer* consumer;
};

Result<Named> find_named(Service& service, const Value& input) {
  const Value& arn = input["ConsumerARN"];
  auto parts = parse_arn(arn ? arn.text() : input["StreamARN"].text());
  std::string name = arn && parts ? parts->consumer : std::string(input["ConsumerName"].text());
  if (!parts || name.empty()) {
    return invalid_argument("Either ConsumerARN or both StreamARN and ConsumerName must be given.");
  }
  TRY_ASSIGN(StreamPointer stream, service.catalog.find(parts->stream));
  const auto& consumers = stream->state.consumers;
  auto found = std::find_if(consumers.begin(), consumers.end(), [&](const Consumer& consumer) {
    return consumer.name == name && !is_gone(service, consumer);
  });
  if (found != consumers.end()) return Named{stream, &*found};
  return resource_not_found("Consumer " + name + " under stream " + stream->name() +
                            " under account " + service.options.account + " not found.");
}

}  // namespace

Status register_consumer(Service& service, const Call& call) {
  TRY_ASSIGN(StreamPointer stream, find_usable_stream(service, call.input));
  Consumer consumer;
  consumer.name = call.input["ConsumerName"].text();
  consumer.created_at = service.now();
  TRY(add_tags(call.input["Tags"], "consumer " + consumer.name, &consumer.tags));
  TRY(service.catalog.change(stream->name(), [&](StreamState& state, eventlog::TopicConfig&) {
    auto& consumers = state.consumers;
    std::erase_if(consumers, [&](const Consumer& old) { return is_gone(service, old); });
    for (const Consumer& old : consumers) {
      if (old.name != consumer.name) continue;
      return resource_in_use("Consumer " + consumer.name + " under stream " + stream->name() +
                             " already exists.");
    }
    if (consumers.size() >= kConsumersMax) {
      return limit_exceeded("Stream " + stream->name() + " has the most consumers it can have: " +
                            std::to_string(kConsumersMax) + ".");
    }
    consumers.push_back(consumer);
    return Status();
  }));
  call.output.begin_object("Consumer");
  write_consumer(service, *stream, consumer, &call.output);
  call.output.end_object();
  return Status();
}

Status deregister_consumer(Service& service, const Call& call) {
  TRY_ASSIGN(Named named, find_named(service, call.input));
  const std::string name = named.consumer->name;
  return service.catalog.change(named.stream->name(),
                                [&](StreamState& state, eventlog::TopicConfig&) {
                                  for (Consumer& consumer : state.consumers) {
                                    if (consumer.name != name || consumer.deleted_at) continue;
                                    consumer.deleted_at = service.now();
                                  }
                                  return Status();
                                });
}

Status describe_consumer(Service& service, const Call& call) {
  TRY_ASSIGN(Named named, find_named(service, call.input));
  call.output.begin_object("ConsumerDescription");
  write_consumer(service, *named.stream, *named.consumer, &call.output);
  call.output.text("StreamARN", stream_arn(service.options, named.stream->name()));
  call.output.end_object();
  return Status();
}

Status list_consumers(Service& service, const Call& call) {
  std::string after;
  if (const Value& given = call.input["NextToken"]) {
    auto token = parse_token(given.text(), kConsumersToken);
    if (!token || token->fields.size() != 1) return invalid_argument("Invalid NextToken.");
    if (token->made_at + kTokenLifetime < service.now()) {
      return expired_next_token("NextToken has expired.");
    }
    after = token->fields.front();
  }
  TRY_ASSIGN(StreamPointer stream, find_stream(service, call.input));
  std::map<std::string, const Consumer*> by_name;
  for (const Consumer& consumer : stream->state.consumers) {
    if (!is_gone(service, consumer)) by_name.emplace(consumer.name, &consumer);
  }
  const Value& given = call.input["MaxResults"];
  int64_t left = given ? given.number() : kConsumersPerPage;
  auto next = by_name.upper_bound(after);
  call.output.begin_array("Consumers");
  for (; next != by_name.end() && left > 0; ++next, --left) {
    call.output.begin_object();
    write_consumer(service, *stream, *next->second, &call.output);
    call.output.end_object();
    after = next->first;
  }
  call.output.end_array();
  if (next != by_name.end()) {
    call.output.text("NextToken", to_text({std::string(kConsumersToken), service.now(), {after}}));
  }
  return Status();
}

}  // namespace pinflow::gateway::kinesis
