#include "gateway/rest_v3/topic_configs.h"

#include <algorithm>

#include "gateway/rest_proxy/json_body.h"
#include "gateway/rest_proxy/topic_settings.h"
#include "gateway/rest_v3/resource.h"

namespace pinflow::gateway {
namespace {

using eventlog::Topic;
using http::Request;
using http::Response;

// What a change makes of one setting: a value, or the default again.
struct SettingChange {
  std::string name;
  std::optional<std::string> value;
};

std::optional<TopicSetting> find_setting(const eventlog::TopicConfig& config,
                                         std::string_view name) {
  for (TopicSetting& setting : topic_settings(config)) {
    if (setting.name == name) return std::move(setting);
  }
  return std::nullopt;
}

void write_setting(const RestProxy& proxy, const Topic& topic, const TopicSetting& setting,
                   ResourceWriter* writer) {
  const std::string path = "/topics/" + topic.name + "/configs/" + setting.name;
  auto standard = find_setting(proxy.producer.creation().config, setting.name);
  bool is_default = standard && standard->value == setting.value;
  writer->begin("KafkaTopicConfig", path, "/topic=" + topic.name + "/config=" + setting.name);
  writer->json().member("topic_name", topic.name).member("name", setting.name);
  writer->json().member("value", setting.value).member("is_default", is_default);
  writer->json().member("is_read_only", setting.name == "cleanup.policy");
  writer->json().member("is_sensitive", false);
  writer->json().member("source", is_default ? "DEFAULT_CONFIG" : "DYNAMIC_TOPIC_CONFIG");
  writer->json().key("synonyms").begin_array().end_array();
  writer->end();
}

Response no_such_setting(std::string_view name) {
  return error_answer({404, 404, "Unknown topic config name: " + std::string(name)});
}

// Makes all the changes or none.
Response change(RestProxy& proxy, const Request& request,
                const std::vector<SettingChange>& changes) {
  auto topic = proxy.log.topic(request.parameter("topic"));
  if (!topic.ok()) return unknown_topic_partition();
  for (const SettingChange& one : changes) {
    auto standard = find_setting(proxy.producer.creation().config, one.name);
    if (!standard) return no_such_setting(one.name);
    Status status =
        set_topic_setting(one.name, one.value.value_or(standard->value), &topic->config);
    if (!status.ok()) return error_answer({400, 40002, status.message()});
  }
  auto changed = proxy.log.change_topic(topic->name, topic->revision, topic->config);
  if (!changed.ok()) return error_answer(rest_error(changed.status()));
  Response response;
  response.status = 204;
  return response;
}

}  // namespace

Response list_topic_configs(RestProxy& proxy, const Request& request) {
  auto topic = proxy.log.topic(request.parameter("topic"));
  if (!topic.ok()) return unknown_topic_partition();
  const ClusterPlace cluster = ClusterPlace::of(request);
  ResourceWriter writer(cluster);
  writer.begin_list("KafkaTopicConfigList", "/topics/" + topic->name + "/configs");
  for (const TopicSetting& setting : topic_settings(topic->config)) {
    write_setting(proxy, *topic, setting, &writer);
  }
  return writer.end_list().answer();
}

Response list_all_topic_configs(RestProxy& proxy, const Request& request) {
  const ClusterPlace cluster = ClusterPlace::of(request);
  auto is_shown = proxy.gatekeeper.scope(request);
  ResourceWriter writer(cluster);
  writer.begin_list("KafkaTopicConfigList", "/topics/-/configs");
  for (const Topic& topic : proxy.log.topics()) {
    if (!is_shown(topic.name)) continue;
    for (const TopicSetting& setting : topic_settings(topic.config)) {
      write_setting(proxy, topic, setting, &writer);
    }
  }
  return writer.end_list().answer();
}

Response get_topic_config(RestProxy& proxy, const Request& request) {
  auto topic = proxy.log.topic(request.parameter("topic"));
  if (!topic.ok()) return unknown_topic_partition();
  auto setting = find_setting(topic->config, request.parameter("name"));
  if (!setting) return no_such_setting(request.parameter("name"));
  const ClusterPlace cluster = ClusterPlace::of(request);
  ResourceWriter writer(cluster);
  write_setting(proxy, *topic, *setting, &writer);
  return writer.answer();
}

Response put_topic_config(RestProxy& proxy, const Request& request) {
  JsonBody body;
  if (auto error = body.parse(request.body)) return error_answer(*error);
  if (auto error = body.missing("value", R"({"value":"3600000"})")) return error_answer(*error);
  auto value = body["value"]->as_string();
  if (!value) return error_answer(unprocessable("value", "a string is wanted"));
  return change(proxy, request, {{std::string(request.parameter("name")), std::string(*value)}});
}

Response reset_topic_config(RestProxy& proxy, const Request& request) {
  return change(proxy, request, {{std::string(request.parameter("name")), std::nullopt}});
}

Response alter_topic_configs(RestProxy& proxy, const Request& request) {
  JsonBody body;
  if (auto error = body.parse(request.body)) return error_answer(*error);
  constexpr std::string_view kExample =
      R"({"name":"retention.ms","value":"3600000","operation":"SET"})";
  if (auto error = body.missing("data", "{\"data\":[" + std::string(kExample) + "]}")) {
    return error_answer(*error);
  }
  std::vector<SettingChange> changes;
  auto error = body.each_of("data", kExample, [&](json::Element one) {
    auto name = one["name"];
    auto value = one["value"];
    auto operation = one["operation"];
    if (!name || !name->as_string()) return false;
    SettingChange& change = changes.emplace_back();
    change.name = *name->as_string();
    if (operation && operation->as_string() == "DELETE") return true;
    if (!value || !value->as_string()) return false;
    change.value = *value->as_string();
    return true;
  });
  return error ? error_answer(*error) : change(proxy, request, changes);
}

}  // namespace pinflow::gateway
