// The commands that have the DAG do something: dag trigger, clear, pause, unpause and backfill.
#include <cstdio>

#include "app/commands.h"
#include "app/dag_desk.h"
#include "json/writer.h"

namespace pinflow::app {
namespace {

using Ids = std::vector<runs::RunId>;

// Of --param NAME=VALUE.
Result<schedule::Parameters> given_parameters(const Invocation& invocation) {
  schedule::Parameters parameters;
  for (const std::string& one : invocation.arguments.list("param")) {
    size_t equals = one.find('=');
    if (equals == 0 || equals == std::string::npos) {
      return Status(Code::kInvalidArgument, "--param: '" + one + "' is not NAME=VALUE");
    }
    parameters[one.substr(0, equals)] = one.substr(equals + 1);
  }
  return parameters;
}

// The runs that were asked for, and numbers about all others.
struct Asked {
  Ids ids;
  std::vector<std::pair<std::string, int64_t>> counts;
};

ExitCode print_runs(const Invocation& invocation, const DagDesk& desk, const Asked& asked,
                    bool has_ended) {
  json::Writer writer;
  writer.begin_object();
  for (const auto& [name, count] : asked.counts) writer.member(name, count);
  writer.key("runs").begin_array();
  size_t failed = 0;
  for (runs::RunId id : asked.ids) {
    Result<runs::Run> run = desk.run(id);
    if (!run.ok()) return report_error(invocation, run.status());
    bool is_good = run->state == runs::State::kSucceeded || !has_ended;
    failed += is_good ? 0 : 1;
    std::string state(runs::state_name(run->state));
    writer.begin_object().member("run", to_number(id)).member("state", state).end_object();
    if (!invocation.json) {
      std::printf("run %lld: %s\n", static_cast<long long>(to_number(id)), state.c_str());
    }
  }
  if (invocation.json) std::printf("%s\n", writer.end_array().end_object().text().c_str());
  if (failed == 0) return ExitCode::kOk;
  return failed == asked.ids.size() ? ExitCode::kFailure : ExitCode::kPartlyFailed;
}

// Runs them here where no pinflow does, or waits for it if that is wanted.
ExitCode finish_and_print(const Invocation& invocation, DagDesk& desk, const Asked& asked) {
  auto elsewhere = desk.is_run_elsewhere();
  if (!elsewhere.ok()) return report_error(invocation, elsewhere.status());
  bool has_ended = !*elsewhere || invocation.arguments.flag("wait");
  if (has_ended) {
    Status ended = desk.finish(asked.ids);
    if (!ended.ok()) return report_error(invocation, ended);
  }
  return print_runs(invocation, desk, asked, has_ended);
}

ExitCode run_dag_trigger(Invocation& invocation) {
  auto parameters = given_parameters(invocation);
  if (!parameters.ok()) return report_usage_error(invocation, parameters.status());
  auto desk = DagDesk::open(invocation, DagDesk::Folder::kMayBeMade);
  if (!desk.ok()) return report_workspace_error(invocation, desk.status());
  auto id = (*desk)->dag().runner->create("manual", *parameters, invocation.arguments.list("task"));
  if (!id.ok()) return report_error(invocation, id.status());
  return finish_and_print(invocation, **desk, {{*id}, {}});
}

ExitCode run_dag_clear(Invocation& invocation) {
  Arguments given;
  given.add("RUN", *invocation.arguments.text("RUN"));
  auto number = given.count("RUN", 0);
  if (!number.ok()) {
    return report_usage_error(invocation, Status(Code::kInvalidArgument,
                                                 "RUN: a run's number is wanted, as dag runs "
                                                 "lists it"));
  }
  auto desk = DagDesk::open(invocation, DagDesk::Folder::kMustBeThere);
  if (!desk.ok()) return report_workspace_error(invocation, desk.status());
  runs::RunId id{*number};
  Status cleared = (*desk)->dag().runner->clear(id, invocation.arguments.list("task"));
  if (!cleared.ok()) return report_error(invocation, cleared);
  return finish_and_print(invocation, **desk, {{id}, {}});
}

ExitCode pause_or_not(const Invocation& invocation, bool paused) {
  auto desk = DagDesk::open(invocation, DagDesk::Folder::kMustBeThere);
  if (!desk.ok()) return report_workspace_error(invocation, desk.status());
  auto holds = (*desk)->set_paused(paused);
  if (!holds.ok()) return report_error(invocation, holds.status());
  const std::string& name = (*desk)->dag().dag.name;
  if (invocation.json) {
    json::Writer writer;
    writer.begin_object().member("dag", name).member("paused", paused).member("holds", *holds);
    std::printf("%s\n", writer.end_object().text().c_str());
  } else {
    std::printf("%s %s%s\n", name.c_str(), paused ? "rests" : "runs again",
                *holds ? "" : " once the run under way has ended");
  }
  return ExitCode::kOk;
}

ExitCode run_dag_backfill(Invocation& invocation) {
  auto parameters = given_parameters(invocation);
  if (!parameters.ok()) return report_usage_error(invocation, parameters.status());
  auto from = invocation.arguments.text("from");
  if (!from) {
    return report_usage_error(invocation,
                              Status(Code::kInvalidArgument, "--from: a day is wanted"));
  }
  auto desk = DagDesk::open(invocation, DagDesk::Folder::kMayBeMade);
  if (!desk.ok()) return report_workspace_error(invocation, desk.status());
  auto report = backfill_days((*desk)->dag(), *from,
                              invocation.arguments.text("to").value_or(*from), *parameters);
  if (report.status().code() == Code::kInvalidArgument) {
    return report_usage_error(invocation, report.status());
  }
  if (!report.ok()) return report_error(invocation, report.status());
  if (!invocation.json) {
    std::printf("%zu runs queued, %lld have succeeded before, %lld are under way\n",
                report->queued.size(), static_cast<long long>(report->succeeded),
                static_cast<long long>(report->under_way));
  }
  Asked asked{std::move(report->queued),
              {{"succeeded_before", report->succeeded}, {"under_way", report->under_way}}};
  return finish_and_print(invocation, **desk, asked);
}

}  // namespace

std::vector<Command> dag_work_commands() {
  const Positional name{"NAME", "the DAG: the pipeline's name", true};
  const Option wait{"wait", "", "also wait for the pinflow that runs it"};
  const Option parameter{"param", "NAME=VALUE", "of the runs; may repeat", true};
  return {
      {"dag trigger",
       "Run a DAG now: here, or in the pinflow that runs on the data folder",
       "  pinflow dag trigger pinterest --wait\n"
       "  pinflow dag trigger pinterest --task clean --param user_id=demo",
       {{"task", "TASK", "only this one; may repeat", true}, parameter, wait},
       {name},
       run_dag_trigger},
      {"dag clear",
       "Run again what a run did: all of it, or a task and those behind it",
       "  pinflow dag clear 7\n  pinflow dag clear 7 --task clean --wait",
       {{"task", "TASK", "this one and those behind it; may repeat", true}, wait},
       {{"RUN", "its number, as dag runs lists it", true}},
       run_dag_clear},
      {"dag pause",
       "Let a DAG rest: no run begins until unpause",
       "  pinflow dag pause pinterest",
       {},
       {name},
       [](Invocation& invocation) { return pause_or_not(invocation, true); }},
      {"dag unpause",
       "Let a DAG run again",
       "  pinflow dag unpause pinterest",
       {},
       {name},
       [](Invocation& invocation) { return pause_or_not(invocation, false); }},
      {"dag backfill",
       "Run a DAG for days that have passed, each time of its schedule once",
       "  pinflow dag backfill pinterest --from 2026-01-01 --to 2026-01-31\n"
       "  pinflow dag backfill pinterest --from 2026-01-01 --wait --json",
       {{"from", "DAY", "the first day: 2026-01-01"},
        {"to", "DAY", "the last day (default: the first)"},
        parameter,
        wait},
       {name},
       run_dag_backfill},
  };
}

}  // namespace pinflow::app
