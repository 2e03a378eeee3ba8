#include "gateway/rest_v3/records.h"

#include "gateway/rest_proxy/record_plan.h"
#include "gateway/rest_proxy/stream_records.h"
#include "gateway/rest_v3/records_request.h"
#include "gateway/rest_v3/resource.h"
#include "http/status_map.h"
#include "telemetry/metrics.h"

namespace pinflow::gateway {
namespace {

using http::Response;
using http::Task;

struct StoredRecord {
  model::Partition partition{};
  model::Offset offset{};
  UnixMillis timestamp{};
};

// What became of each record of a request.
using Reports = std::vector<Parsed<StoredRecord>>;

RestError record_error(const Status& status) {
  if (status.code() == Code::kNotFound) {
    return {404, 40403, "This server does not host this topic-partition. " + status.message()};
  }
  return {http::protocol_error(status.code()).http_status,
          http::protocol_error(status.code()).confluent_record_code, status.message()};
}

void count(const Reports& reports) {
  static auto& stored = telemetry::counter("pinflow_gateway_records_total", "records acknowledged",
                                           {{"door", "rest_v3"}});
  static auto& failed =
      telemetry::counter("pinflow_gateway_records_failed_total", "records that could not be stored",
                         {{"door", "rest_v3"}});
  for (const auto& report : reports) {
    (std::holds_alternative<StoredRecord>(report) ? stored : failed).add();
  }
}

Task<Reports> store(RestProxy& proxy, eventlog::Topic topic, std::vector<ParsedRecord>& records) {
  const UnixMillis now = system_clock().now();
  std::vector<RecordToProduce> good;
  std::vector<UnixMillis> timestamps;
  for (ParsedRecord& parsed : records) {
    auto* record = std::get_if<V3Record>(&parsed);
    if (!record) continue;
    UnixMillis& timestamp = record->to_produce.record.timestamp;
    if (timestamp == UnixMillis{}) timestamp = now;
    timestamps.push_back(timestamp);
    good.push_back(std::move(record->to_produce));
  }
  Status assigned = assign_shards(topic, &good);
  if (!assigned.ok()) co_return Reports(records.size(), record_error(assigned));
  RecordPlan plan = plan_batches(std::move(good), std::nullopt, proxy.producer.next_turn(),
                                 topic.config.partition_count);
  AppendOutcomes outcomes;
  if (!plan.batches.empty()) {
    auto appending = append_all(proxy.log, topic.name, std::move(plan.batches));
    outcomes = co_await appending;
  }
  Reports reports;
  size_t next = 0;
  for (const ParsedRecord& parsed : records) {
    if (const auto* error = std::get_if<RestError>(&parsed)) {
      reports.emplace_back(*error);
      continue;
    }
    const Placement& placement = plan.placements[next];
    auto offset = outcome_of(placement, outcomes);
    if (offset.ok()) {
      model::Partition partition{static_cast<int32_t>(placement.wanted_partition)};
      reports.emplace_back(StoredRecord{partition, *offset, timestamps[next]});
    } else {
      reports.emplace_back(record_error(offset.status()));
    }
    ++next;
  }
  count(reports);
  co_return reports;
}

std::string utc_text(UnixMillis time) {
  std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  auto milliseconds = (time - std::chrono::floor<std::chrono::seconds>(time)).count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char date[64];
  size_t size = std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
  std::string fraction = std::to_string(1000 + milliseconds).substr(1);
  return std::string(date, size) + "." + fraction + "Z";
}

void write_size(std::string_view name, const std::optional<TypedSize>& size, json::Writer* writer) {
  if (!size) return;
  writer->key(name).begin_object().member("type", size->type).member("size", size->size_bytes);
  writer->end_object();
}

// The members of a report about a record that is stored.
void write_stored(const ClusterPlace& cluster, std::string_view topic, const StoredRecord& stored,
                  const V3Record& record, json::Writer* writer) {
  writer->member("cluster_id", cluster.id).member("topic_name", topic);
  writer->member("partition_id", to_int32(stored.partition));
  writer->member("offset", to_int64(stored.offset)).member("timestamp", utc_text(stored.timestamp));
  write_size("key", record.key, writer);
  write_size("value", record.value, writer);
}

void write_error(const RestError& error, json::Writer* writer) {
  writer->member("error_code", error.error_code).member("message", error.message);
}

}  // namespace

Task<Response> produce_stream(RestProxy& proxy, http::Request& request) {
  std::vector<ParsedRecord> records = parse_record_stream(request.body);
  if (records.empty()) {
    co_return error_answer({422, 42206, "Payload error. Request body is empty. Data is required."});
  }
  auto topic = proxy.producer.find_topic(request.parameter("topic"));
  if (auto* error = std::get_if<RestError>(&topic)) {
    co_return error->http_status == 404 ? unknown_topic_partition() : error_answer(*error);
  }
  auto storing = store(proxy, std::get<eventlog::Topic>(topic), records);
  Reports reports = co_await storing;
  const ClusterPlace cluster = ClusterPlace::of(request);
  std::string body;
  for (size_t i = 0; i < reports.size(); ++i) {
    json::Writer report;
    report.begin_object();
    if (const auto* stored = std::get_if<StoredRecord>(&reports[i])) {
      report.member("error_code", 200);
      write_stored(cluster, request.parameter("topic"), *stored, std::get<V3Record>(records[i]),
                   &report);
    } else {
      write_error(std::get<RestError>(reports[i]), &report);
    }
    report.end_object();
    body += report.text() + "\r\n";
  }
  co_return Response::json(200, std::move(body));
}

Task<Response> produce_batch(RestProxy& proxy, http::Request& request) {
  auto parsed = parse_record_batch(request.body);
  if (auto* error = std::get_if<RestError>(&parsed)) co_return error_answer(*error);
  auto topic = proxy.producer.find_topic(request.parameter("topic"));
  if (auto* error = std::get_if<RestError>(&topic)) {
    co_return error->http_status == 404 ? unknown_topic_partition() : error_answer(*error);
  }
  std::vector<ParsedRecord> records;
  std::vector<std::string> ids;
  for (BatchEntry& entry : std::get<std::vector<BatchEntry>>(parsed)) {
    ids.push_back(std::move(entry.id));
    records.push_back(std::move(entry.record));
  }
  auto storing = store(proxy, std::get<eventlog::Topic>(topic), records);
  Reports reports = co_await storing;
  const ClusterPlace cluster = ClusterPlace::of(request);
  json::Writer body;
  body.begin_object().key("successes").begin_array();
  for (size_t i = 0; i < reports.size(); ++i) {
    const auto* stored = std::get_if<StoredRecord>(&reports[i]);
    if (!stored) continue;
    body.begin_object().member("id", ids[i]);
    write_stored(cluster, request.parameter("topic"), *stored, std::get<V3Record>(records[i]),
                 &body);
    body.end_object();
  }
  body.end_array().key("failures").begin_array();
  for (size_t i = 0; i < reports.size(); ++i) {
    const auto* error = std::get_if<RestError>(&reports[i]);
    if (!error) continue;
    body.begin_object().member("id", ids[i]);
    write_error(*error, &body);
    body.end_object();
  }
  body.end_array().end_object();
  co_return Response::json(207, body.take());
}

}  // namespace pinflow::gateway
