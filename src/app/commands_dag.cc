// The commands that look at the DAG: dag ls, show, runs and export.
#include <cstdio>

#include "app/commands.h"
#include "app/dag_desk.h"
#include "app/print.h"
#include "json/writer.h"
#include "schedule/airflow_export.h"

namespace pinflow::app {
namespace {

using RunRows = decltype(query::Table::rows);

constexpr int64_t kRunsShown = 20;
constexpr int kTimesShown = 3;

query::Cell text_or_nothing(std::optional<UnixMillis> time) {
  return time ? query::Cell(schedule::time_text(*time)) : query::Cell();
}

ExitCode print_rows_of(const Invocation& invocation, std::vector<query::Table::Column> columns,
                       RunRows rows) {
  query::Table table{std::move(columns), std::move(rows), false};
  Format format = invocation.json ? Format::kJson : Format::kTable;
  std::printf("%s", format_table(table, format).c_str());
  return ExitCode::kOk;
}

// Why it ended as it did: the first task that failed.
std::string reason_of(const runs::Run& run) {
  for (const runs::TaskRun& task : run.tasks) {
    if (task.state == runs::State::kFailed) return task.task + ": " + printable(task.message);
  }
  return "";
}

ExitCode run_dag_ls(Invocation& invocation) {
  auto desk = DagDesk::open(invocation, DagDesk::Folder::kMustBeThere);
  if (!desk.ok()) return report_workspace_error(invocation, desk.status());
  auto state = (*desk)->state();
  auto last = (*desk)->runs(1);
  if (!state.ok()) return report_error(invocation, state.status());
  if (!last.ok()) return report_error(invocation, last.status());
  const PipelineDag& dag = (*desk)->dag();
  RunRows rows;
  rows.push_back({dag.dag.name, (*desk)->pipeline().schedule, *state,
                  text_or_nothing(dag.cron ? std::optional(dag.cron->next_after((*desk)->now()))
                                           : std::nullopt),
                  last->empty() ? query::Cell() : query::Cell(to_number(last->front().id)),
                  last->empty() ? query::Cell()
                                : query::Cell(std::string(runs::state_name(last->front().state)))});
  return print_rows_of(invocation,
                       {{"dag", "VARCHAR"},
                        {"schedule", "VARCHAR"},
                        {"state", "VARCHAR"},
                        {"next_run", "VARCHAR"},
                        {"last_run", "BIGINT"},
                        {"ended_as", "VARCHAR"}},
                       std::move(rows));
}

ExitCode run_dag_runs(Invocation& invocation) {
  auto count = invocation.arguments.count("limit", kRunsShown);
  if (!count.ok()) return report_usage_error(invocation, count.status());
  auto desk = DagDesk::open(invocation, DagDesk::Folder::kMustBeThere);
  if (!desk.ok()) return report_workspace_error(invocation, desk.status());
  auto all = (*desk)->runs(static_cast<size_t>(*count));
  if (!all.ok()) return report_error(invocation, all.status());
  RunRows rows;
  for (const runs::Run& run : *all) {
    auto due = run.parameters.find(schedule::kScheduledFor);
    rows.push_back({to_number(run.id), std::string(runs::state_name(run.state)), run.trigger,
                    due == run.parameters.end() ? query::Cell() : query::Cell(due->second),
                    schedule::time_text(run.created_at), text_or_nothing(run.ended_at),
                    reason_of(run)});
  }
  return print_rows_of(invocation,
                       {{"run", "BIGINT"},
                        {"state", "VARCHAR"},
                        {"trigger", "VARCHAR"},
                        {"scheduled_for", "VARCHAR"},
                        {"created", "VARCHAR"},
                        {"ended", "VARCHAR"},
                        {"reason", "VARCHAR"}},
                       std::move(rows));
}

std::vector<std::string> next_times(const DagDesk& desk) {
  std::vector<std::string> times;
  UnixMillis due = desk.now();
  for (int i = 0; i < kTimesShown && desk.dag().cron; ++i) {
    due = desk.dag().cron->next_after(due);
    times.push_back(schedule::time_text(due));
  }
  return times;
}

std::string dag_json(const DagDesk& desk, const std::string& state) {
  const model::DagSettings& settings = desk.pipeline().dag;
  json::Writer writer;
  writer.begin_object().member("dag", desk.dag().dag.name);
  writer.member("schedule", desk.pipeline().schedule).member("time_zone", settings.time_zone);
  writer.member("state", state).member("catch_up_from", settings.catch_up_from);
  writer.member("retries", settings.retries);
  writer.member("retry_delay_ms", int64_t{settings.retry_delay.count()});
  writer.member("retry_delay_max_ms", int64_t{settings.retry_delay_max.count()});
  writer.member("timeout_ms", int64_t{settings.timeout.count()});
  writer.member("max_active_tasks", settings.max_active_tasks);
  writer.member("max_active_runs", settings.max_active_runs);
  writer.key("parameters").begin_object();
  for (const auto& [name, value] : settings.parameters) writer.member(name, value);
  writer.end_object().key("next_runs").begin_array();
  for (const std::string& time : next_times(desk)) writer.value(time);
  writer.end_array().key("tasks").begin_array();
  for (const model::Task& task : desk.dag().dag.tasks) {
    writer.begin_object().member("task", task.name).key("after").begin_array();
    for (const std::string& before : task.after) writer.value(before);
    writer.end_array().end_object();
  }
  return writer.end_array().end_object().take();
}

ExitCode show_dag(const Invocation& invocation, const DagDesk& desk) {
  auto state = desk.state();
  if (!state.ok()) return report_error(invocation, state.status());
  if (invocation.json) {
    std::printf("%s\n", dag_json(desk, *state).c_str());
    return ExitCode::kOk;
  }
  const std::string& cron = desk.pipeline().schedule;
  std::printf("%s: %s, %s\n", desk.dag().dag.name.c_str(), state->c_str(),
              cron.empty() ? "no schedule"
                           : (cron + " by the clocks of " + desk.pipeline().dag.time_zone).c_str());
  for (const std::string& time : next_times(desk)) std::printf("  next: %s\n", time.c_str());
  RunRows rows;
  for (const model::Task& task : desk.dag().dag.tasks) {
    std::string after;
    for (const std::string& before : task.after) after += (after.empty() ? "" : ", ") + before;
    rows.push_back({task.name, after});
  }
  return print_rows_of(invocation, {{"task", "VARCHAR"}, {"after", "VARCHAR"}}, std::move(rows));
}

std::string run_json(const DagDesk& desk, const runs::Run& run) {
  json::Writer writer;
  writer.begin_object().member("run", to_number(run.id)).member("dag", run.dag);
  writer.member("state", runs::state_name(run.state)).member("trigger", run.trigger);
  writer.member("created", schedule::time_text(run.created_at)).key("parameters").begin_object();
  for (const auto& [name, value] : run.parameters) writer.member(name, value);
  writer.end_object().key("tasks").begin_array();
  for (const runs::TaskRun& task : run.tasks) {
    writer.begin_object().member("task", task.task);
    writer.member("state", runs::state_name(task.state)).member("attempts", task.attempt);
    writer.member("message", task.message).key("log").begin_array();
    for (const std::string& line : desk.log(run, task.task)) writer.value(line);
    writer.end_array().end_object();
  }
  return writer.end_array().end_object().take();
}

ExitCode show_run(const Invocation& invocation, const DagDesk& desk, const runs::Run& run) {
  if (invocation.json) {
    std::printf("%s\n", run_json(desk, run).c_str());
    return ExitCode::kOk;
  }
  std::printf("run %lld: %s\n", static_cast<long long>(to_number(run.id)),
              std::string(runs::state_name(run.state)).c_str());
  for (const auto& [name, value] : run.parameters) {
    std::printf("  %s = %s\n", printable(name).c_str(), printable(value).c_str());
  }
  for (const runs::TaskRun& task : run.tasks) {
    std::printf("%s: %s after %d attempts\n", task.task.c_str(),
                std::string(runs::state_name(task.state)).c_str(), task.attempt);
    for (const std::string& line : desk.log(run, task.task)) {
      std::printf("  %s\n", printable(line).c_str());
    }
  }
  return ExitCode::kOk;
}

ExitCode run_dag_show(Invocation& invocation) {
  auto desk = DagDesk::open(invocation, DagDesk::Folder::kMustBeThere);
  if (!desk.ok()) return report_workspace_error(invocation, desk.status());
  auto number = invocation.arguments.count("run", 1);
  if (!number.ok()) return report_usage_error(invocation, number.status());
  if (!invocation.arguments.flag("run")) return show_dag(invocation, **desk);
  auto run = (*desk)->run(runs::RunId{*number});
  return run.ok() ? show_run(invocation, **desk, *run) : report_error(invocation, run.status());
}

ExitCode run_dag_export(Invocation& invocation) {
  if (!invocation.arguments.flag("airflow")) {
    return report_usage_error(
        invocation, Status(Code::kInvalidArgument, "say for what it is: --airflow is there"));
  }
  auto desk = DagDesk::open(invocation, DagDesk::Folder::kMayBeMade);
  if (!desk.ok()) return report_workspace_error(invocation, desk.status());
  auto python = schedule::airflow_export((*desk)->dag().dag, (*desk)->pipeline());
  if (!python.ok()) return report_workspace_error(invocation, python.status());
  if (invocation.json) {
    json::Writer writer;
    writer.begin_object().member("dag", (*desk)->dag().dag.name).member("python", *python);
    std::printf("%s\n", writer.end_object().text().c_str());
  } else {
    std::printf("%s", python->c_str());
  }
  return ExitCode::kOk;
}

}  // namespace

std::vector<Command> dag_look_commands() {
  const Positional name{"NAME", "the DAG: the pipeline's name", true};
  return {
      {"dag ls",
       "List the pipeline's DAG, when it runs next and how it ended last",
       "  pinflow dag ls\n  pinflow dag ls --json",
       {},
       {},
       run_dag_ls},
      {"dag show",
       "Show a DAG's tasks and next times, or one run with its logs",
       "  pinflow dag show pinterest\n  pinflow dag show pinterest --run 7",
       {{"run", "RUN", "this run, its tasks and what they said"}},
       {name},
       run_dag_show},
      {"dag runs",
       "List a DAG's runs, the newest first",
       "  pinflow dag runs pinterest\n  pinflow dag runs pinterest --limit 100 --json",
       {{"limit", "COUNT", "so many (default 20)"}},
       {name},
       run_dag_runs},
      {"dag export",
       "Write a DAG file for Airflow, a task for each step, which pinflow runs",
       "  pinflow dag export pinterest --airflow > ~/airflow/dags/pinterest.py",
       {{"airflow", "", "a Python file with Databricks operators"}},
       {name},
       run_dag_export},
  };
}

}  // namespace pinflow::app
