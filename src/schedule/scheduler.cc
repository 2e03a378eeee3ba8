#include "schedule/scheduler.h"

#include <algorithm>

#include "json/document.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace pinflow::schedule {
namespace {

using telemetry::Level;

// The longest time until a command or the clock is noticed.
constexpr std::chrono::milliseconds kAttention{500};
// Runs that are looked through for queued ones.
constexpr size_t kRecentRuns = 100;

// {"day":"2026-01-01"}; values that are no strings are left out.
Result<Parameters> parse_parameters(std::string_view json) {
  Parameters parameters;
  if (json.empty()) return parameters;
  json::Parser parser;
  TRY_ASSIGN(json::Element object, parser.parse(json));
  object.each_member([&](std::string_view name, json::Element value) {
    if (auto text = value.as_string()) parameters[std::string(name)] = *text;
    return true;
  });
  return parameters;
}

}  // namespace

Scheduler::Scheduler(const DagRunner& runner, std::optional<Cron> cron)
    : runner_(runner), part_("dag/" + runner.dag.name), cron_(cron) {
  if (cron_) next_ = cron_->next_after(runner_.clock.now());
  take_over_interrupted();
  auto parts = runner_.runs.parts();
  if (!parts.ok()) return;
  auto known = std::ranges::find(*parts, part_, &runs::PartState::part);
  paused_ = known != parts->end() && known->state == "paused";
}

Scheduler::~Scheduler() { stop(); }

void Scheduler::start() {
  check(!thread_.joinable());
  thread_ = std::jthread([this](const std::stop_token& stop) {
    do look(stop);
    while (wait_or_stop(kAttention, stop));
  });
}

void Scheduler::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Scheduler::look(const std::stop_token& stop) {
  take_commands();
  if (paused_) return publish("paused", "");
  UnixMillis now = runner_.clock.now();
  if (next_ && now >= *next_) {
    next_ = cron_->next_after(now);
    Status status = runner_.create("schedule", {}).status();
    if (!status.ok()) report_not_created(status);
  }
  run_queued(stop);
  publish("idle", next_ ? "next run at " + std::to_string(to_int64(*next_)) : "no schedule");
}

void Scheduler::take_commands() {
  auto commands = runner_.runs.take_commands(part_);
  if (!commands.ok()) return;  // It is asked again soon.
  for (const runs::Command& command : *commands) {
    if (command.name == "pause") paused_ = true;
    if (command.name == "resume") paused_ = false;
    if (command.name != "trigger") continue;
    auto parameters = parse_parameters(command.argument);
    Status status = parameters.status();
    if (status.ok()) status = runner_.create("manual", *parameters).status();
    if (!status.ok()) report_not_created(status);
  }
}

void Scheduler::report_not_created(const Status& status) const {
  telemetry::log(Level::kError, "schedule", "run not created",
                 {{"dag", runner_.dag.name}, {"cause", status.message()}});
}

void Scheduler::take_over_interrupted() {
  auto recent = runner_.runs.runs(runner_.dag.name, kRecentRuns);
  if (!recent.ok()) return;
  for (const runs::Run& run : *recent) {
    if (run.state != runs::State::kRunning) continue;
    bool goes_on = run.trigger != runs::kTriggerCommand;
    for (runs::TaskRun task : run.tasks) {
      if (task.state != runs::State::kRunning) continue;
      if (task.attempt >= kTakenOverMax) goes_on = false;
      if (goes_on) continue;
      task.state = runs::State::kFailed;
      task.message = "interrupted: the process ended";
      (void)runner_.runs.set_task(run.id, task);  // The run's own state says enough.
    }
    auto state = goes_on ? runs::State::kQueued : runs::State::kFailed;
    Status status = runner_.runs.set_run_state(run.id, state);
    telemetry::log(Level::kWarning, "schedule", "run was interrupted",
                   {{"dag", runner_.dag.name},
                    {"run", static_cast<int64_t>(run.id)},
                    {"goes on", goes_on ? "yes" : "no"},
                    {"recorded", status.ok() ? "yes" : status.message()}});
  }
}

void Scheduler::run_queued(const std::stop_token& stop) {
  auto recent = runner_.runs.runs(runner_.dag.name, kRecentRuns);
  if (!recent.ok()) return;
  std::ranges::reverse(*recent);  // The oldest first.
  for (const runs::Run& run : *recent) {
    bool is_ours = run.state == runs::State::kQueued && run.trigger != runs::kTriggerCommand;
    if (is_ours && !stop.stop_requested() && begin(run.id)) run_one(run.id, stop);
  }
}

// False where the run was cancelled meanwhile.
bool Scheduler::begin(runs::RunId id) {
  std::lock_guard lock(run_mutex_);
  auto now = runner_.runs.run(id);
  if (!now.ok() || now->state != runs::State::kQueued) return false;
  at_hand_ = id;
  cancel_ = std::stop_source();
  return true;
}

void Scheduler::run_one(runs::RunId id, const std::stop_token& stop) {
  publish("running", "run " + std::to_string(static_cast<int64_t>(id)));
  auto ended = runner_.run(id, stop, cancel_.get_token());
  {
    std::lock_guard lock(run_mutex_);
    at_hand_.reset();
  }
  if (ended.ok() && *ended == runs::State::kRunning) return;  // Left for the next start.
  std::string outcome(ended.ok() ? runs::state_name(*ended) : ended.status().message());
  bool good = ended.ok() && *ended == runs::State::kSucceeded;
  telemetry::log(
      good ? Level::kInfo : Level::kError, "schedule", "run ended",
      {{"dag", runner_.dag.name}, {"run", static_cast<int64_t>(id)}, {"outcome", outcome}});
  telemetry::counter("pinflow_schedule_runs_total", "DAG runs by how they ended",
                     {{"dag", runner_.dag.name}, {"succeeded", good ? "true" : "false"}})
      .add();
}

Status Scheduler::cancel(runs::RunId id) {
  std::lock_guard lock(run_mutex_);
  TRY_ASSIGN(runs::Run run, runner_.runs.run(id));
  if (at_hand_ == id) {
    cancel_.request_stop();
    return Status();
  }
  if (run.state != runs::State::kQueued) return Status();
  for (runs::TaskRun task : run.tasks) {
    if (runs::is_final(task.state)) continue;
    task.state = runs::State::kCancelled;
    TRY(runner_.runs.set_task(id, task));
  }
  return runner_.runs.set_run_state(id, runs::State::kCancelled);
}

void Scheduler::publish(std::string_view state, std::string_view message) {
  std::string now = std::string(state) + " " + std::string(message);
  if (now == published_) return;
  runs::PartState part{part_, std::string(state), std::string(message), runner_.clock.now()};
  if (runner_.runs.set_part(part).ok()) published_ = std::move(now);
}

}  // namespace pinflow::schedule
