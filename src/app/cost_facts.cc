#include "app/cost_facts.h"

#include <cstdlib>

#include "schedule/cron.h"

namespace pinflow::app {
namespace {

constexpr int kRunsMax = 100'000;

Result<double> stored_bytes(objects::Store& store) {
  TRY_ASSIGN(auto objects, store.list(""));
  double bytes = 0;
  for (const objects::ObjectInfo& object : objects) bytes += static_cast<double>(object.size_bytes);
  return bytes;
}

Result<double> runs_per_month(const std::string& schedule) {
  if (schedule.empty()) return 0.0;
  TRY_ASSIGN(schedule::Cron cron, schedule::Cron::parse(schedule));
  UnixMillis time = system_clock().now();
  const UnixMillis end = time + std::chrono::hours(730);
  int runs = 0;
  while (runs < kRunsMax && (time = cron.next_after(time)) <= end) ++runs;
  return runs;
}

Status add_topics(Parts& parts, CostFacts* facts) {
  TRY_ASSIGN(eventlog::EventLog * log, parts.eventlog());
  for (const eventlog::Topic& topic : log->topics()) {
    bool is_stream = !topic.config.metadata.empty();
    (*facts)[is_stream ? "kinesis_streams" : "topics"] += 1;
    if (!is_stream) continue;
    (*facts)["kinesis_shards"] += topic.config.partition_count;
    (*facts)["kinesis_shards"] -= static_cast<double>(topic.config.closed.size());
  }
  return Status();
}

}  // namespace

double metric_sum(std::string_view metrics, std::string_view name, std::string_view labels) {
  double sum = 0;
  while (!metrics.empty()) {
    std::string_view line = metrics.substr(0, metrics.find('\n'));
    metrics.remove_prefix(std::min(line.size() + 1, metrics.size()));
    if (!line.starts_with(name)) continue;
    std::string_view rest = line.substr(name.size());
    bool is_series = rest.starts_with('{') || rest.starts_with(' ');
    if (!is_series || rest.find(labels) == std::string_view::npos) continue;
    sum += std::strtod(std::string(rest.substr(rest.rfind(' ') + 1)).c_str(), nullptr);
  }
  return sum;
}

Result<CostFacts> read_facts(Parts& parts, std::string_view metrics, std::chrono::seconds uptime) {
  CostFacts facts;
  constexpr std::string_view kRequests = "pinflow_objects_requests_total";
  facts["uptime_s"] = static_cast<double>(uptime.count());
  facts["stage_requests"] = metric_sum(metrics, "pinflow_gateway_stage_requests_total");
  facts["kinesis_records"] = metric_sum(metrics, "pinflow_gateway_records_total", "\"kinesis\"");
  facts["put_requests"] =
      metric_sum(metrics, kRequests, "\"put\"") + metric_sum(metrics, kRequests, "\"list\"");
  facts["get_requests"] = metric_sum(metrics, kRequests, "\"get\"");
  facts["bytes_put"] = metric_sum(metrics, "pinflow_objects_bytes_total", "\"sent\"");
  TRY(add_topics(parts, &facts));

  TRY_ASSIGN(std::vector<std::string> users, parts.user_ids());
  for (const std::string& user : users) {
    TRY_ASSIGN(objects::Store * bucket, parts.bucket(model::bucket_name(user)));
    TRY_ASSIGN(double bytes, stored_bytes(*bucket));
    facts["bytes_stored"] += bytes;
  }
  TRY_ASSIGN(objects::Store * lake, parts.lake());
  TRY_ASSIGN(double bytes, stored_bytes(*lake));
  facts["bytes_stored"] += bytes;

  TRY_ASSIGN(runs::RunStore * runs, parts.runs());
  TRY_ASSIGN(std::vector<runs::PartState> states, runs->parts());
  for (const runs::PartState& state : states) {
    if (state.part.starts_with("connector/") && state.state == "running") facts["connectors"] += 1;
  }
  const std::string& schedule = parts.pipeline().schedule;
  bool is_scheduled = !schedule.empty() && parts.config().flag("schedule.enabled");
  facts["schedules"] = is_scheduled ? 1 : 0;
  TRY_ASSIGN(facts["runs_per_month"], runs_per_month(is_scheduled ? schedule : ""));
  return facts;
}

}  // namespace pinflow::app
