#include "gateway/rest_v3/topics.h"

#include "gateway/rest_proxy/json_body.h"
#include "gateway/rest_proxy/metadata.h"
#include "gateway/rest_proxy/topic_settings.h"
#include "gateway/rest_v3/resource.h"

namespace pinflow::gateway {
namespace {

using eventlog::Topic;
using http::Request;
using http::Response;

std::string path_of(std::string_view topic) { return "/topics/" + std::string(topic); }

std::string path_of(std::string_view topic, int32_t partition) {
  return path_of(topic) + "/partitions/" + std::to_string(partition);
}

void write_topic(const Topic& topic, ResourceWriter* writer) {
  const std::string path = path_of(topic.name);
  writer->begin("KafkaTopic", path, "/topic=" + topic.name);
  writer->json().member("topic_name", topic.name).member("is_internal", false);
  writer->json().member("replication_factor", 1);
  writer->json().member("partitions_count", topic.config.partition_count);
  writer->related("partitions", path + "/partitions").related("configs", path + "/configs").end();
}

void write_partition(const Topic& topic, int32_t partition, ResourceWriter* writer) {
  const std::string path = path_of(topic.name, partition);
  writer->begin("KafkaPartition", path,
                "/topic=" + topic.name + "/partition=" + std::to_string(partition));
  writer->json().member("topic_name", topic.name).member("partition_id", partition);
  writer->related("leader", path + "/replicas/" + std::to_string(kBrokerId));
  writer->related("replicas", path + "/replicas").end();
}

// The only one of a partition.
void write_replica(const Topic& topic, int32_t partition, ResourceWriter* writer) {
  const std::string broker = std::to_string(kBrokerId);
  writer->begin(
      "KafkaReplica", path_of(topic.name, partition) + "/replicas/" + broker,
      "/topic=" + topic.name + "/partition=" + std::to_string(partition) + "/replica=" + broker);
  writer->json().member("topic_name", topic.name).member("partition_id", partition);
  writer->json().member("broker_id", kBrokerId).member("is_leader", true);
  writer->json().member("is_in_sync", true);
  writer->related("broker", "/brokers/" + broker).end();
}

Response kafka_error(const Status& status) {
  if (status.code() == Code::kNotFound) return unknown_topic_partition();
  RestError error = rest_error(status);
  bool is_refused =
      status.code() == Code::kAlreadyExists || status.code() == Code::kInvalidArgument;
  if (is_refused) error = {400, 40002, status.message()};
  return error_answer(error);
}

struct WantedTopic {
  std::string name;
  eventlog::TopicConfig config;
  bool validates_only = false;
};

// The settings of a topic to create, one by one. Nothing wrong: no error.
std::optional<RestError> read_settings(const JsonBody& body, eventlog::TopicConfig* config) {
  Status status;
  auto error = body.each_of(
      "configs", R"({"name":"retention.ms","value":"3600000"})", [&](json::Element setting) {
        auto name = setting["name"];
        auto value = setting["value"];
        if (!name || !name->as_string() || !value || !value->as_string()) return false;
        if (status.ok())
          status = set_topic_setting(*name->as_string(), *value->as_string(), config);
        return true;
      });
  if (!error && !status.ok()) error = RestError{400, 40002, status.message()};
  return error;
}

// The number of partitions that the body asks for; `otherwise` when it does not.
Parsed<int32_t> read_partition_count(const JsonBody& body, int32_t otherwise) {
  auto count = body["partitions_count"];
  if (!count) return otherwise;
  auto number = count->as_integer();
  if (!number || *number < 1 || *number > eventlog::kPartitionCountMax) {
    return RestError{
        400, 40002,
        "partitions_count: 1 to " + std::to_string(eventlog::kPartitionCountMax) + " are possible"};
  }
  return static_cast<int32_t>(*number);
}

Parsed<WantedTopic> parse_topic(std::string_view text, const eventlog::TopicConfig& defaults) {
  JsonBody body;
  if (auto error = body.parse(text)) return *error;
  if (auto error = body.missing("topic_name", R"({"topic_name":"t","partitions_count":1})")) {
    return *error;
  }
  WantedTopic wanted{std::string(body["topic_name"]->as_string().value_or("")), defaults, false};
  if (Status valid = model::check_topic_name(wanted.name); !valid.ok()) {
    return RestError{400, 40002, "Invalid topic name: " + valid.message()};
  }
  auto count = read_partition_count(body, defaults.partition_count);
  if (auto* error = std::get_if<RestError>(&count)) return *error;
  wanted.config.partition_count = std::get<int32_t>(count);
  if (auto error = read_settings(body, &wanted.config)) return *error;
  auto flag = body["validate_only"];
  wanted.validates_only = flag && flag->as_bool().value_or(false);
  return wanted;
}

// The partition that a path names, if the topic has it.
std::optional<int32_t> partition_of(const Topic& topic, const Request& request) {
  auto number = parse_partition(request.parameter("partition"));
  return number && *number < topic.config.partition_count ? number : std::nullopt;
}

}  // namespace

Response list_topics(RestProxy& proxy, const Request& request) {
  const ClusterPlace cluster = ClusterPlace::of(request);
  auto is_shown = proxy.gatekeeper.scope(request);
  ResourceWriter writer(cluster);
  writer.begin_list("KafkaTopicList", "/topics");
  for (const Topic& topic : proxy.log.topics()) {
    if (is_shown(topic.name)) write_topic(topic, &writer);
  }
  return writer.end_list().answer();
}

Response create_topic(RestProxy& proxy, const Request& request) {
  auto parsed = parse_topic(request.body, proxy.producer.creation().config);
  if (auto* error = std::get_if<RestError>(&parsed)) return error_answer(*error);
  const auto& wanted = std::get<WantedTopic>(parsed);
  if (!proxy.gatekeeper.scope(request)(wanted.name)) {
    return error_answer({403, 40301, "x-api-key: no right to create topic " + wanted.name});
  }
  if (proxy.log.topic(wanted.name).ok()) {
    return error_answer({400, 40002, "Topic '" + wanted.name + "' already exists."});
  }
  Result<Topic> topic = wanted.validates_only
                            ? Result<Topic>(Topic{wanted.name, "", wanted.config, {}, 0})
                            : proxy.log.create_topic(wanted.name, wanted.config);
  if (!topic.ok()) return kafka_error(topic.status());
  const ClusterPlace cluster = ClusterPlace::of(request);
  ResourceWriter writer(cluster);
  write_topic(*topic, &writer);
  return writer.answer(wanted.validates_only ? 200 : 201);
}

Response get_topic(RestProxy& proxy, const Request& request) {
  auto topic = proxy.log.topic(request.parameter("topic"));
  if (!topic.ok()) return unknown_topic_partition();
  const ClusterPlace cluster = ClusterPlace::of(request);
  ResourceWriter writer(cluster);
  write_topic(*topic, &writer);
  return writer.answer();
}

Response add_partitions(RestProxy& proxy, const Request& request) {
  auto topic = proxy.log.topic(request.parameter("topic"));
  if (!topic.ok()) return unknown_topic_partition();
  JsonBody body;
  if (auto error = body.parse(request.body)) return error_answer(*error);
  if (auto error = body.missing("partitions_count", R"({"partitions_count":3})")) {
    return error_answer(*error);
  }
  auto count = read_partition_count(body, 1);
  if (auto* error = std::get_if<RestError>(&count)) return error_answer(*error);
  topic->config.partition_count = std::get<int32_t>(count);
  auto changed = proxy.log.change_topic(topic->name, topic->revision, topic->config);
  if (!changed.ok()) return kafka_error(changed.status());
  const ClusterPlace cluster = ClusterPlace::of(request);
  ResourceWriter writer(cluster);
  write_topic(*changed, &writer);
  return writer.answer();
}

Response delete_topic(RestProxy& proxy, const Request& request) {
  Status status = proxy.log.delete_topic(request.parameter("topic"));
  if (!status.ok()) return kafka_error(status);
  Response response;
  response.status = 204;
  return response;
}

Response list_partitions(RestProxy& proxy, const Request& request) {
  auto topic = proxy.log.topic(request.parameter("topic"));
  if (!topic.ok()) return unknown_topic_partition();
  const ClusterPlace cluster = ClusterPlace::of(request);
  ResourceWriter writer(cluster);
  writer.begin_list("KafkaPartitionList", path_of(topic->name) + "/partitions");
  for (int32_t number = 0; number < topic->config.partition_count; ++number) {
    write_partition(*topic, number, &writer);
  }
  return writer.end_list().answer();
}

Response get_partition(RestProxy& proxy, const Request& request) {
  auto topic = proxy.log.topic(request.parameter("topic"));
  auto number = topic.ok() ? partition_of(*topic, request) : std::nullopt;
  if (!number) return unknown_topic_partition();
  const ClusterPlace cluster = ClusterPlace::of(request);
  ResourceWriter writer(cluster);
  write_partition(*topic, *number, &writer);
  return writer.answer();
}

Response get_partition_offset(RestProxy& proxy, const Request& request) {
  auto topic = proxy.log.topic(request.parameter("topic"));
  auto number = topic.ok() ? partition_of(*topic, request) : std::nullopt;
  if (!number) return unknown_topic_partition();
  std::string_view type = request.query_value("offset_type").value_or("latest");
  if (type != "earliest" && type != "latest") {
    return error_answer({400, 400, "offset_type: earliest or latest is wanted"});
  }
  auto range = proxy.log.offsets({topic->name, model::Partition{*number}});
  if (!range.ok()) return unknown_topic_partition();
  const ClusterPlace cluster = ClusterPlace::of(request);
  ResourceWriter writer(cluster);
  writer.begin("KafkaPartitionOffset", path_of(topic->name, *number) + "/offset",
               "/topic=" + topic->name + "/partition=" + std::to_string(*number));
  writer.json().member("topic_name", topic->name).member("partition_id", *number);
  writer.json().member("offset", to_int64(type == "earliest" ? range->begin : range->end));
  return writer.end().answer();
}

Response list_replicas(RestProxy& proxy, const Request& request) {
  auto topic = proxy.log.topic(request.parameter("topic"));
  auto number = topic.ok() ? partition_of(*topic, request) : std::nullopt;
  if (!number) return unknown_topic_partition();
  const ClusterPlace cluster = ClusterPlace::of(request);
  ResourceWriter writer(cluster);
  writer.begin_list("KafkaReplicaList", path_of(topic->name, *number) + "/replicas");
  write_replica(*topic, *number, &writer);
  return writer.end_list().answer();
}

Response get_replica(RestProxy& proxy, const Request& request) {
  auto topic = proxy.log.topic(request.parameter("topic"));
  auto number = topic.ok() ? partition_of(*topic, request) : std::nullopt;
  if (!number) return unknown_topic_partition();
  if (request.parameter("broker") != std::to_string(kBrokerId)) {
    return error_answer({404, 404, "HTTP 404 Not Found"});
  }
  const ClusterPlace cluster = ClusterPlace::of(request);
  ResourceWriter writer(cluster);
  write_replica(*topic, *number, &writer);
  return writer.answer();
}

}  // namespace pinflow::gateway
