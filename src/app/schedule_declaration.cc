#include "app/schedule_declaration.h"

#include <charconv>

#include "base/time_zone.h"
#include "schedule/backfill.h"
#include "schedule/cron.h"

namespace pinflow::app {
namespace {

using std::chrono::milliseconds;

// "30s", "5m", "1h", "2d".
Status read_duration(TomlFields* fields, const std::string& key, milliseconds* duration) {
  TRY_ASSIGN(std::string text, fields->text(key, false));
  if (text.empty()) return Status();
  milliseconds unit{0};
  if (text.ends_with('s')) unit = std::chrono::seconds(1);
  if (text.ends_with('m')) unit = std::chrono::minutes(1);
  if (text.ends_with('h')) unit = std::chrono::hours(1);
  if (text.ends_with('d')) unit = std::chrono::days(1);
  int32_t count = -1;
  const char* end = text.data() + text.size() - 1;
  auto [rest, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc() || rest != end || count < 0 || unit.count() == 0) {
    return complaint(fields->at(key), "'" + key + "': '" + text +
                                          "' is no duration: write a number and s, m, h or d");
  }
  *duration = unit * count;
  return Status();
}

Status check_active(const TomlFields& fields, const std::string& key, int64_t count) {
  constexpr int64_t kActiveMax = 16;  // Each is a thread.
  if (count >= 1 && count <= kActiveMax) return Status();
  return complaint(fields.at(key), "'" + key + "' must be within 1-" + std::to_string(kActiveMax));
}

Status read_table(const TomlValue& table, model::Pipeline* pipeline) {
  TomlFields fields(table);
  model::DagSettings& dag = pipeline->dag;
  TRY_ASSIGN(pipeline->schedule, fields.text("cron", false));
  TRY_ASSIGN(std::string zone, fields.text("time_zone", false));
  if (!zone.empty()) dag.time_zone = zone;
  TRY_ASSIGN(dag.catch_up_from, fields.text("catch_up_from", false));
  TRY_ASSIGN(dag.retries, fields.integer("retries", dag.retries));
  TRY(read_duration(&fields, "retry_delay", &dag.retry_delay));
  TRY(read_duration(&fields, "retry_delay_max", &dag.retry_delay_max));
  TRY(read_duration(&fields, "timeout", &dag.timeout));
  TRY_ASSIGN(dag.max_active_tasks, fields.integer("max_active_tasks", dag.max_active_tasks));
  TRY_ASSIGN(dag.max_active_runs, fields.integer("max_active_runs", dag.max_active_runs));
  TRY_ASSIGN(dag.parameters, fields.texts("parameters"));
  TRY(fields.finish());
  constexpr int64_t kRetriesMax = 100;
  if (dag.retries < 0 || dag.retries > kRetriesMax) {
    return complaint(fields.at("retries"), "'retries' must be within 0-100");
  }
  TRY(check_active(fields, "max_active_tasks", dag.max_active_tasks));
  TRY(check_active(fields, "max_active_runs", dag.max_active_runs));
  Result<TimeZone> known = TimeZone::load(dag.time_zone);
  if (!known.ok()) return complaint(fields.at("time_zone"), known.status().message());
  if (dag.catch_up_from.empty()) return Status();
  Status day = schedule::parse_day(dag.catch_up_from).status();
  if (!day.ok()) return complaint(fields.at("catch_up_from"), day.message());
  if (!pipeline->schedule.empty()) return Status();
  return complaint(fields.at("catch_up_from"), "'catch_up_from' needs a 'cron' to catch up with");
}

}  // namespace

Status read_schedule(const TomlValue& root, TomlFields* fields, model::Pipeline* pipeline) {
  const TomlValue* table = root.find("schedule");
  if (table != nullptr && table->table() != nullptr) {
    fields->skip("schedule");
    TRY(read_table(*table, pipeline));
  } else {
    TRY_ASSIGN(pipeline->schedule, fields->text("schedule", false));
  }
  if (pipeline->schedule.empty()) return Status();
  Status cron = schedule::Cron::parse(pipeline->schedule).status();
  if (cron.ok()) return Status();
  const TomlValue* line = table->find("cron");
  return complaint(line == nullptr ? *table : *line, cron.message());
}

}  // namespace pinflow::app
