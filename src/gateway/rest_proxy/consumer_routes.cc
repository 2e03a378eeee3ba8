#include "gateway/rest_proxy/consumer_routes.h"

#include "base/pattern.h"
#include "base/uuid.h"
#include "gateway/rest_proxy/consumer_fetch.h"
#include "gateway/rest_proxy/consumer_request.h"
#include "json/writer.h"

namespace pinflow::gateway {
namespace {

using eventlog::Positions;
using http::Response;
using model::TopicPartition;

using Answer = Response (*)(RestProxy& proxy, const ConsumerRequest& request);

Response no_content() {
  Response response;
  response.status = 204;
  return response;
}

Response not_covered(std::string_view topic) {
  return error_answer({403, 40301, "x-api-key: no right to read topic " + std::string(topic)});
}

void write_place(const TopicPartition& of, json::Writer* body) {
  body->begin_object().member("topic", of.topic).member("partition", to_int32(of.partition));
}

Response create(RestProxy& proxy, const ConsumerRequest& request) {
  auto parsed = parse_consumer(request.body);
  if (auto* error = std::get_if<RestError>(&parsed)) return error_answer(*error);
  auto& [name, config] = std::get<ConsumerToCreate>(parsed);
  if (name.empty()) name = "rest-consumer-" + uuid4();
  Status status = proxy.consumers.create({request.id.group, name}, config, request.owner);
  if (!status.ok()) return error_answer(consumer_error(status));
  json::Writer body;
  body.begin_object().member("instance_id", name);
  body.member("base_uri", request.base_uri + "/instances/" + name).end_object();
  return Response::json(200, body.take());
}

Response remove(RestProxy& proxy, const ConsumerRequest& request) {
  Status status = proxy.consumers.remove(request.id, request.owner);
  return status.ok() ? no_content() : error_answer(consumer_error(status));
}

Response subscribe(const ConsumerHandle& consumer, const ConsumerRequest& request) {
  auto parsed = parse_subscription(request.body);
  if (auto* error = std::get_if<RestError>(&parsed)) return error_answer(*error);
  auto& wanted = std::get<WantedTopics>(parsed);
  Subscription subscription;
  for (std::string& topic : wanted.topics) {
    if (!request.may_read(topic)) return not_covered(topic);
    subscription.topics.push_back(std::move(topic));
  }
  if (!wanted.pattern.empty()) {
    Result<Pattern> pattern = Pattern::compile(wanted.pattern);
    if (!pattern.ok()) {
      return error_answer({422, 422, "topic_pattern: " + pattern.status().message()});
    }
    subscription.takes = [may_read = request.may_read, names = *pattern](std::string_view topic) {
      return names.matches(topic) && may_read(topic);
    };
  }
  Status status = consumer.group->subscribe(consumer.instance, std::move(subscription));
  return status.ok() ? no_content() : error_answer(consumer_error(status));
}

Response show_subscription(const ConsumerHandle& consumer, const ConsumerRequest&) {
  auto topics = consumer.group->subscription(consumer.instance);
  if (!topics.ok()) return error_answer(consumer_error(topics.status()));
  json::Writer body;
  body.begin_object().key("topics").begin_array();
  for (const std::string& topic : *topics) body.value(topic);
  body.end_array().end_object();
  return Response::json(200, body.take());
}

Response unsubscribe(const ConsumerHandle& consumer, const ConsumerRequest&) {
  Status status = consumer.group->unsubscribe(consumer.instance);
  return status.ok() ? no_content() : error_answer(consumer_error(status));
}

Response assign(const ConsumerHandle& consumer, const ConsumerRequest& request) {
  auto parsed = parse_partitions(request.body);
  if (auto* error = std::get_if<RestError>(&parsed)) return error_answer(*error);
  PartitionSet partitions;
  for (TopicPartition& partition : std::get<0>(parsed)) {
    if (!request.may_read(partition.topic)) return not_covered(partition.topic);
    partitions.insert(std::move(partition));
  }
  Status status = consumer.group->assign(consumer.instance, partitions);
  return status.ok() ? no_content() : error_answer(consumer_error(status));
}

Response show_assignment(const ConsumerHandle& consumer, const ConsumerRequest&) {
  auto partitions = consumer.group->assignment(consumer.instance);
  if (!partitions.ok()) return error_answer(consumer_error(partitions.status()));
  json::Writer body;
  body.begin_object().key("partitions").begin_array();
  for (const TopicPartition& partition : *partitions) {
    write_place(partition, &body);
    body.end_object();
  }
  body.end_array().end_object();
  return Response::json(200, body.take());
}

// A client names the last record that it has dealt with; a position is that of the next one.
Response commit(const ConsumerHandle& consumer, const ConsumerRequest& request) {
  auto parsed = parse_offsets(request.body);
  if (auto* error = std::get_if<RestError>(&parsed)) return error_answer(*error);
  auto& wanted = std::get<std::optional<Positions>>(parsed);
  if (wanted) {
    for (auto& [of, offset] : *wanted) {
      if (!request.may_read(of.topic)) return not_covered(of.topic);
      offset = offset + 1;
    }
  }
  auto committed = consumer.group->commit(consumer.instance, wanted ? &*wanted : nullptr);
  if (wanted && committed.status().code() == Code::kNotFound) {
    return error_answer({404, 40401, "Topic not found. " + committed.status().message()});
  }
  if (!committed.ok()) return error_answer(consumer_error(committed.status()));
  json::Writer body;
  body.begin_array();
  for (const auto& [of, position] : *committed) {
    write_place(of, &body);
    body.member("consumed", to_int64(position)).member("committed", to_int64(position));
    body.end_object();
  }
  body.end_array();
  return Response::json(200, body.take());
}

Response show_committed(RestProxy& proxy, const ConsumerRequest& request) {
  auto consumer = proxy.consumers.find(request.id, request.owner);
  if (!consumer.ok()) return error_answer(consumer_error(consumer.status()));
  auto parsed = parse_partitions(request.body);
  if (auto* error = std::get_if<RestError>(&parsed)) return error_answer(*error);
  auto positions = proxy.log.positions(request.id.group);
  if (!positions.ok()) return error_answer(consumer_error(positions.status()));
  json::Writer body;
  body.begin_object().key("offsets").begin_array();
  for (const TopicPartition& partition : std::get<0>(parsed)) {
    auto position = positions->find(partition);
    if (position == positions->end()) continue;
    write_place(partition, &body);
    body.member("offset", to_int64(position->second)).member("metadata", "").end_object();
  }
  body.end_array().end_object();
  return Response::json(200, body.take());
}

Response seek_to(const ConsumerHandle& consumer, const Positions& positions) {
  Status status = consumer.group->seek(consumer.instance, positions);
  return status.ok() ? no_content() : error_answer(consumer_error(status));
}

Response seek(RestProxy& proxy, const ConsumerRequest& request) {
  auto consumer = proxy.consumers.find(request.id, request.owner);
  if (!consumer.ok()) return error_answer(consumer_error(consumer.status()));
  auto parsed = parse_positions(request.body);
  if (auto* error = std::get_if<RestError>(&parsed)) return error_answer(*error);
  auto& [offsets, timestamps] = std::get<WantedPositions>(parsed);
  for (const auto& [of, time] : timestamps) {
    auto offset = proxy.log.offset_at(of, time);
    if (!offset.ok()) return error_answer({404, 40402, "Partition not found."});
    offsets[of] = *offset;
  }
  return seek_to(*consumer, offsets);
}

Response seek_to_edge(RestProxy& proxy, const ConsumerRequest& request,
                      model::Offset eventlog::OffsetRange::* edge) {
  auto consumer = proxy.consumers.find(request.id, request.owner);
  if (!consumer.ok()) return error_answer(consumer_error(consumer.status()));
  auto parsed = parse_partitions(request.body);
  if (auto* error = std::get_if<RestError>(&parsed)) return error_answer(*error);
  Positions positions;
  for (const TopicPartition& partition : std::get<0>(parsed)) {
    auto range = proxy.log.offsets(partition);
    if (!range.ok()) return error_answer({404, 40402, "Partition not found."});
    positions[partition] = (*range).*edge;
  }
  return seek_to(*consumer, positions);
}

Response seek_to_beginning(RestProxy& proxy, const ConsumerRequest& request) {
  return seek_to_edge(proxy, request, &eventlog::OffsetRange::begin);
}

Response seek_to_end(RestProxy& proxy, const ConsumerRequest& request) {
  return seek_to_edge(proxy, request, &eventlog::OffsetRange::end);
}

// For answers that are about one instance alone.
template <Response (*answer)(const ConsumerHandle&, const ConsumerRequest&)>
Response of_instance(RestProxy& proxy, const ConsumerRequest& request) {
  auto consumer = proxy.consumers.find(request.id, request.owner);
  if (!consumer.ok()) return error_answer(consumer_error(consumer.status()));
  return answer(*consumer, request);
}

template <Answer answer>
http::Task<Response> in_background(RestProxy& proxy, http::Request& request) {
  auto asked = std::make_shared<const ConsumerRequest>(consumer_request(proxy, request));
  std::function<Result<Response>()> work = [&proxy, asked]() -> Result<Response> {
    return answer(proxy, *asked);
  };
  auto working = http::run_in<Response>(proxy.background, work);
  Result<Response> response = co_await working;
  co_return response.ok() ? std::move(*response) : error_answer(rest_error(response.status()));
}

}  // namespace

const std::vector<ConsumerRoute>& consumer_routes() {
  static const std::vector<ConsumerRoute> routes = {
      {"POST", "/consumers/{group}", in_background<create>},
      {"DELETE", "/consumers/{group}/instances/{instance}", in_background<remove>},
      {"POST", "/consumers/{group}/instances/{instance}/subscription",
       in_background<of_instance<subscribe>>},
      {"GET", "/consumers/{group}/instances/{instance}/subscription",
       in_background<of_instance<show_subscription>>},
      {"DELETE", "/consumers/{group}/instances/{instance}/subscription",
       in_background<of_instance<unsubscribe>>},
      {"POST", "/consumers/{group}/instances/{instance}/assignments",
       in_background<of_instance<assign>>},
      {"GET", "/consumers/{group}/instances/{instance}/assignments",
       in_background<of_instance<show_assignment>>},
      {"GET", "/consumers/{group}/instances/{instance}/records", fetch_records},
      {"POST", "/consumers/{group}/instances/{instance}/offsets",
       in_background<of_instance<commit>>},
      {"GET", "/consumers/{group}/instances/{instance}/offsets", in_background<show_committed>},
      {"POST", "/consumers/{group}/instances/{instance}/positions", in_background<seek>},
      {"POST", "/consumers/{group}/instances/{instance}/positions/beginning",
       in_background<seek_to_beginning>},
      {"POST", "/consumers/{group}/instances/{instance}/positions/end", in_background<seek_to_end>},
  };
  return routes;
}

}  // namespace pinflow::gateway
