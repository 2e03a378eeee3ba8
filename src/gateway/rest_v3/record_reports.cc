#include "gateway/rest_v3/record_reports.h"

#include "gateway/rest_proxy/record_plan.h"
#include "gateway/rest_proxy/stream_records.h"
#include "http/status_map.h"
#include "telemetry/metrics.h"

namespace pinflow::gateway {
namespace {

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
    (std::holds_alternative<RecordPlace>(report) ? stored : failed).add();
  }
}

}  // namespace

http::Task<Reports> store_records(RestProxy& proxy, const eventlog::Topic& topic,
                                  std::vector<ParsedRecord>& records) {
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
      reports.emplace_back(RecordPlace{partition, *offset, timestamps[next]});
    } else {
      reports.emplace_back(record_error(offset.status()));
    }
    ++next;
  }
  count(reports);
  co_return reports;
}

}  // namespace pinflow::gateway
