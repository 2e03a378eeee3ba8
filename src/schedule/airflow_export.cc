#include "schedule/airflow_export.h"

#include "json/writer.h"
#include "schedule/backfill.h"
#include "schedule/cron.h"

namespace pinflow::schedule {
namespace {

using json::in_quotes;

Result<std::string> python_schedule(const std::string& cron_line) {
  if (cron_line.empty()) return std::string("None");
  TRY_ASSIGN(Cron cron, Cron::parse(cron_line));
  if (!cron_line.starts_with("@every ")) return in_quotes(cron_line);
  UnixMillis first = cron.next_after(UnixMillis());
  auto every = std::chrono::floor<std::chrono::seconds>(cron.next_after(first) - first);
  return "datetime.timedelta(seconds=" + std::to_string(every.count()) + ")";
}

Result<std::string> python_start(const model::DagSettings& settings) {
  constexpr const char* kAnyDay = "2020-01-01";  // Without catch-up it means nothing.
  std::string text = settings.catch_up_from.empty() ? kAnyDay : settings.catch_up_from;
  TRY_ASSIGN(std::chrono::local_days local, parse_day(text));
  std::chrono::year_month_day day(local);
  return "pendulum.datetime(" + std::to_string(static_cast<int>(day.year())) + ", " +
         std::to_string(static_cast<unsigned>(day.month())) + ", " +
         std::to_string(static_cast<unsigned>(day.day())) +
         ", tz=" + in_quotes(settings.time_zone) + ")";
}

}  // namespace

std::string notebook_of(std::string_view task) { return "/pinflow/" + std::string(task); }

Result<std::string> airflow_export(const Dag& dag, const model::Pipeline& pipeline) {
  TRY_ASSIGN(std::vector<std::string> order, task_order(dag));
  TRY_ASSIGN(std::string schedule, python_schedule(pipeline.schedule));
  TRY_ASSIGN(std::string start, python_start(pipeline.dag));
  bool catches_up = !pipeline.dag.catch_up_from.empty();
  auto timeout = std::chrono::floor<std::chrono::seconds>(pipeline.dag.timeout).count();
  std::string python =
      "# Written by `pinflow dag export " + dag.name +
      " --airflow`. The connection databricks_default is pinflow;\n"
      "# what fails there is tried again there.\n"
      "import datetime\n\n"
      "import pendulum\n"
      "from airflow import DAG\n"
      "from airflow.providers.databricks.operators.databricks import "
      "DatabricksSubmitRunOperator\n\n"
      "with DAG(\n    dag_id=" +
      in_quotes(dag.name) + ",\n    schedule=" + schedule + ",\n    start_date=" + start +
      ",\n    catchup=" + (catches_up ? "True" : "False") + ",\n    max_active_runs=1,\n";
  if (timeout > 0) {
    python += "    dagrun_timeout=datetime.timedelta(seconds=" + std::to_string(timeout) + "),\n";
  }
  python += ") as dag:\n    steps = {}\n";
  for (const std::string& task : order) {
    python += "    steps[" + in_quotes(task) +
              "] = DatabricksSubmitRunOperator(\n        task_id=" + in_quotes(task) +
              ",\n        existing_cluster_id=\"pinflow\",\n        notebook_task={\n"
              "            \"notebook_path\": " +
              in_quotes(notebook_of(task)) +
              ",\n            \"base_parameters\": {\"scheduled_for\": \"{{ ts }}\"},\n"
              "        },\n    )\n";
  }
  for (const model::Task& task : dag.tasks) {
    for (const std::string& before : task.after) {
      python += "    steps[" + in_quotes(before) + "] >> steps[" + in_quotes(task.name) + "]\n";
    }
  }
  return python;
}

}  // namespace pinflow::schedule
