#include "gateway/rest_proxy/metadata.h"

#include <charconv>

#include "gateway/rest_proxy/rest_error.h"
#include "gateway/rest_proxy/topic_settings.h"
#include "json/writer.h"

namespace pinflow::gateway {
namespace {

http::Response topic_not_found() { return error_answer({404, 40401, "Topic not found."}); }
http::Response partition_not_found() { return error_answer({404, 40402, "Partition not found."}); }

void write_partition(int32_t partition, json::Writer* body) {
  body->begin_object().member("partition", partition).member("leader", kBrokerId);
  body->key("replicas").begin_array().begin_object();
  body->member("broker", kBrokerId).member("leader", true).member("in_sync", true);
  body->end_object().end_array().end_object();
}

void write_partitions(int32_t count, json::Writer* body) {
  body->begin_array();
  for (int32_t partition = 0; partition < count; ++partition) write_partition(partition, body);
  body->end_array();
}

}  // namespace

http::Response brokers_answer() {
  json::Writer body;
  body.begin_object().key("brokers").begin_array().value(kBrokerId).end_array().end_object();
  return http::Response::json(200, body.take());
}

http::Response topics_answer(const eventlog::EventLog& log,
                             const std::function<bool(std::string_view)>& is_shown) {
  json::Writer body;
  body.begin_array();
  for (const eventlog::Topic& topic : log.topics()) {
    if (is_shown(topic.name)) body.value(topic.name);
  }
  body.end_array();
  return http::Response::json(200, body.take());
}

http::Response topic_answer(const eventlog::EventLog& log, std::string_view topic) {
  auto found = log.topic(topic);
  if (!found.ok()) return topic_not_found();
  json::Writer body;
  body.begin_object().member("name", found->name).key("configs");
  body.begin_object();
  for (const TopicSetting& setting : topic_settings(found->config)) {
    body.member(setting.name, setting.value);
  }
  body.end_object().key("partitions");
  write_partitions(found->config.partition_count, &body);
  body.end_object();
  return http::Response::json(200, body.take());
}

http::Response partitions_answer(const eventlog::EventLog& log, std::string_view topic) {
  auto found = log.topic(topic);
  if (!found.ok()) return topic_not_found();
  json::Writer body;
  write_partitions(found->config.partition_count, &body);
  return http::Response::json(200, body.take());
}

http::Response partition_answer(const eventlog::EventLog& log, std::string_view topic,
                                std::string_view partition) {
  auto found = log.topic(topic);
  if (!found.ok()) return topic_not_found();
  auto number = parse_partition(partition);
  if (!number || *number >= found->config.partition_count) return partition_not_found();
  json::Writer body;
  write_partition(*number, &body);
  return http::Response::json(200, body.take());
}

http::Response offsets_answer(const eventlog::EventLog& log, std::string_view topic,
                              std::string_view partition) {
  if (!log.topic(topic).ok()) return topic_not_found();
  auto number = parse_partition(partition);
  if (!number) return partition_not_found();
  auto range = log.offsets({std::string(topic), model::Partition{*number}});
  if (!range.ok()) return partition_not_found();
  json::Writer body;
  body.begin_object();
  body.member("beginning_offset", to_int64(range->begin));
  body.member("end_offset", to_int64(range->end));
  body.end_object();
  return http::Response::json(200, body.take());
}

std::optional<int32_t> parse_partition(std::string_view text) {
  int32_t number = 0;
  const char* last = text.data() + text.size();
  auto [end, error] = std::from_chars(text.data(), last, number);
  if (error != std::errc() || end != last || number < 0) return std::nullopt;
  return number;
}

}  // namespace pinflow::gateway
