#include "app/dag_desk.h"

#include <algorithm>
#include <cstdio>

#include "app/interrupt.h"
#include "base/nearest_name.h"

namespace pinflow::app {
namespace {

constexpr std::chrono::milliseconds kPoll{100};
constexpr std::chrono::seconds kNotice{2};  // An idle scheduler takes commands twice a second.

Result<std::string> state_of(runs::RunStore& store, const std::string& part) {
  TRY_ASSIGN(std::vector<runs::PartState> parts, store.parts());
  auto known = std::ranges::find(parts, part, &runs::PartState::part);
  return known == parts.end() ? std::string() : known->state;
}

}  // namespace

Result<std::unique_ptr<DagDesk>> DagDesk::open(const Invocation& invocation, Folder folder) {
  auto desk = std::make_unique<DagDesk>();
  TRY_ASSIGN(desk->workspace_, folder == Folder::kMustBeThere ? open_existing_workspace(invocation)
                                                              : open_workspace(invocation));
  const std::vector<std::string> names = {desk->workspace_->pipeline.name};
  const std::string name = invocation.arguments.text("NAME").value_or(names.front());
  if (name != names.front()) {
    std::string hint = did_you_mean(name, names);
    return Status(Code::kNotFound, "no DAG '" + name + "'" + hint + (hint.empty() ? "; " : " ") +
                                       "`pinflow dag ls` lists it");
  }
  auto say = [](std::string_view line) {
    std::printf("%.*s\n", static_cast<int>(line.size()), line.data());
  };
  TRY_ASSIGN(desk->dag_, open_dag(*desk->workspace_->parts,
                                  invocation.json ? schedule::LogLine() : schedule::LogLine(say)));
  return desk;
}

Result<std::string> DagDesk::state() const {
  TRY_ASSIGN(std::string state, state_of(dag_->runner->runs, dag_->part()));
  if (state == "paused") return state;
  // One of its own, so that it is given up at once.
  schedule::Ownership probe(workspace_->parts->data() / "dag.lock");
  TRY_ASSIGN(bool is_free, probe.take());
  return is_free || state.empty() ? std::string("waiting") : state;
}

Result<std::vector<runs::Run>> DagDesk::runs(size_t count_max) const {
  return dag_->runner->runs.runs(dag_->dag.name, count_max);
}

Result<runs::Run> DagDesk::run(runs::RunId id) const { return dag_->runner->runs.run(id); }

std::vector<std::string> DagDesk::log(const runs::Run& run, const std::string& task) const {
  Result<std::vector<std::string>> lines = dag_->runner->runs.log(run.id, task);
  return lines.ok() ? std::move(*lines) : std::vector<std::string>{lines.status().message()};
}

Result<bool> DagDesk::set_paused(bool paused) {
  runs::RunStore& store = dag_->runner->runs;
  TRY_ASSIGN(bool is_elsewhere, is_run_elsewhere());
  if (!is_elsewhere) {
    TRY(store.set_part({dag_->part(), paused ? "paused" : "idle", "", now()}));
    return true;
  }
  TRY(store.put_command(dag_->part(), paused ? "pause" : "resume", "").status());
  const auto until = std::chrono::steady_clock::now() + kNotice;
  do {
    TRY_ASSIGN(std::string state, state_of(store, dag_->part()));
    if ((state == "paused") == paused) return true;
  } while (schedule::wait_or_stop(kPoll, interrupt_token()) &&
           std::chrono::steady_clock::now() < until);
  return false;
}

Result<bool> DagDesk::is_run_elsewhere() {
  TRY_ASSIGN(bool is_ours, dag_->ownership.take());
  return !is_ours;
}

Status DagDesk::finish(const std::vector<runs::RunId>& ids) {
  const std::stop_token stop = interrupt_token();
  schedule::Scheduler scheduler(*dag_->runner, std::nullopt, std::nullopt, &dag_->ownership);
  while (true) {
    scheduler.look(stop);
    bool is_over = true;
    for (runs::RunId id : ids) {
      TRY_ASSIGN(runs::Run run, dag_->runner->runs.run(id));
      is_over = is_over && runs::is_final(run.state);
    }
    if (is_over) return Status();
    TRY_ASSIGN(std::string state, state_of(dag_->runner->runs, dag_->part()));
    if (state == "paused") {
      return Status(Code::kExhausted, "queued; the DAG is paused: `pinflow dag unpause " +
                                          dag_->dag.name + "` lets it run");
    }
    if (!schedule::wait_or_stop(kPoll, stop)) {
      return Status(Code::kExhausted, "interrupted: what is left runs with the next `pinflow up`");
    }
  }
}

}  // namespace pinflow::app
