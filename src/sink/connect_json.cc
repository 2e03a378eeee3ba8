#include "sink/connect_json.h"

#include <set>

#include "json/document.h"
#include "json/writer.h"
#include "sink/properties_json.h"

namespace pinflow::sink {
namespace {

// None while it is stopped, as in Connect.
int32_t task_count(const Connector& connector, Target target) {
  return target == Target::kStopped ? 0 : connector.config().tasks_max;
}

// The state of a connector or task that nothing keeps from work.
std::string_view connect_name(Target target) {
  if (target == Target::kPaused) return "PAUSED";
  return target == Target::kStopped ? "STOPPED" : "RUNNING";
}

void write_task(const ConnectorReport& report, int32_t task, std::string_view worker_id,
                json::Writer* writer) {
  std::string_view state = connect_name(report.target);
  std::string trace;
  bool failed = false;
  for (const PartitionReport& one : report.partitions) {
    if (one.task != task || one.message.empty()) continue;
    failed = failed || one.state == "failed";
    trace += (trace.empty() ? "" : "\n") + one.message;
  }
  if (!trace.empty() && report.target == Target::kRunning) state = failed ? "FAILED" : "RESTARTING";
  writer->begin_object().member("id", task).member("state", state);
  writer->member("worker_id", worker_id);
  if (!trace.empty()) writer->member("trace", trace);
  writer->end_object();
}

void write_task_id(const Connector& connector, int32_t task, json::Writer* writer) {
  writer->begin_object().member("connector", connector.config().name);
  writer->member("task", task).end_object();
}

// {"partition":…,"offset":…} of the offsets of a sink.
bool read_offset(json::Element one, std::map<TopicPartition, std::optional<Offset>>* offsets) {
  auto partition = one["partition"];
  auto offset = one["offset"];
  if (!partition || !offset) return false;
  auto topic = (*partition)["kafka_topic"];
  auto number = (*partition)["kafka_partition"];
  if (!topic || !topic->as_string() || !number || !number->as_integer()) return false;
  if (*number->as_integer() < 0 || *number->as_integer() > INT32_MAX) return false;
  TopicPartition of{std::string(*topic->as_string()),
                    model::Partition{static_cast<int32_t>(*number->as_integer())}};
  if (offset->is_null()) {
    (*offsets)[of] = std::nullopt;
    return true;
  }
  auto place = (*offset)["kafka_offset"];
  if (!place || !place->as_integer() || *place->as_integer() < 0) return false;
  (*offsets)[of] = Offset{*place->as_integer()};
  return true;
}

}  // namespace

std::string info_json(const RunningConnector& running) {
  const Connector& connector = *running.connector;
  json::Writer writer;
  writer.begin_object().member("name", connector.config().name);
  writer.key("config").raw(properties_json(running.properties)).key("tasks").begin_array();
  int32_t count = task_count(connector, connector.report().target);
  for (int32_t task = 0; task < count; ++task) write_task_id(connector, task, &writer);
  return writer.end_array().member("type", "sink").end_object().take();
}

std::string status_json(const Connector& connector, std::string_view worker_id) {
  ConnectorReport report = connector.report();
  bool in_trouble = !report.trouble.ok() && report.target == Target::kRunning;
  json::Writer writer;
  writer.begin_object().member("name", connector.config().name).key("connector").begin_object();
  writer.member("state", in_trouble ? "FAILED" : connect_name(report.target));
  writer.member("worker_id", worker_id);
  if (in_trouble) writer.member("trace", report.trouble.message() + "; it is tried again");
  writer.end_object().key("tasks").begin_array();
  int32_t count = task_count(connector, report.target);
  for (int32_t task = 0; task < count; ++task) write_task(report, task, worker_id, &writer);
  return writer.end_array().member("type", "sink").end_object().take();
}

std::optional<std::string> task_status_json(const Connector& connector, int32_t task,
                                            std::string_view worker_id) {
  ConnectorReport report = connector.report();
  if (task < 0 || task >= task_count(connector, report.target)) return std::nullopt;
  json::Writer writer;
  write_task(report, task, worker_id, &writer);
  return writer.take();
}

std::string tasks_json(const RunningConnector& running) {
  const Connector& connector = *running.connector;
  Properties config = running.properties;
  config["task.class"] = "io.confluent.connect.s3.S3SinkTask";
  json::Writer writer;
  writer.begin_array();
  int32_t count = task_count(connector, connector.report().target);
  for (int32_t task = 0; task < count; ++task) {
    writer.begin_object().key("id");
    write_task_id(connector, task, &writer);
    writer.key("config").raw(properties_json(config)).end_object();
  }
  return writer.end_array().take();
}

std::string topics_json(const Connector& connector) {
  ConnectorReport report = connector.report();
  std::set<std::string_view> topics;
  for (const PartitionReport& one : report.partitions) topics.insert(one.of.topic);
  json::Writer writer;
  writer.begin_object().key(connector.config().name).begin_object().key("topics").begin_array();
  for (std::string_view topic : topics) writer.value(topic);
  return writer.end_array().end_object().end_object().take();
}

std::string offsets_json(const eventlog::Positions& positions) {
  json::Writer writer;
  writer.begin_object().key("offsets").begin_array();
  for (const auto& [of, offset] : positions) {
    if (offset == Offset{0}) continue;  // Nothing was taken yet, or it was reset.
    writer.begin_object().key("partition").begin_object().member("kafka_topic", of.topic);
    writer.member("kafka_partition", to_int32(of.partition)).end_object();
    writer.key("offset").begin_object().member("kafka_offset", to_int64(offset)).end_object();
    writer.end_object();
  }
  return writer.end_array().end_object().take();
}

Result<std::map<TopicPartition, std::optional<Offset>>> parse_offsets_json(std::string_view json) {
  json::Parser parser;
  TRY_ASSIGN(json::Element root, parser.parse(json));
  std::map<TopicPartition, std::optional<Offset>> offsets;
  bool is_right = true;
  auto list = root["offsets"];
  if (list) {
    list->each_element([&](json::Element one) { return is_right = read_offset(one, &offsets); });
  }
  if (is_right && !offsets.empty()) return offsets;
  return Status(Code::kInvalidArgument,
                R"(offsets are wanted, such as {"offsets":[{"partition":{"kafka_topic":"demo.pin",)"
                R"("kafka_partition":0},"offset":{"kafka_offset":17}}]}; an offset may be null)");
}

}  // namespace pinflow::sink
