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
// Of those that have not ended, for the next one: those that commands have under way are skipped.
constexpr size_t kRunsLookedAt = 100;
// A command begins the run that it made at once; one that has not since then has ended.
constexpr std::chrono::minutes kCommandBegins{1};

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

Scheduler::Scheduler(const DagRunner& runner, std::optional<Cron> cron,
                     std::optional<UnixMillis> catch_up_from, Ownership* ownership)
    : runner_(runner),
      part_("dag/" + runner.dag.name),
      cron_(std::move(cron)),
      catches_up_(catch_up_from.has_value()),
      looked_at_(runner.clock.now()),
      ownership_(ownership) {
  constexpr std::chrono::milliseconds kJustBefore{1};
  if (cron_) next_ = cron_->next_after(catch_up_from ? *catch_up_from - kJustBefore : looked_at_);
  (void)is_owner();
}

bool Scheduler::is_owner() {
  if (is_owner_) return true;
  if (ownership_ != nullptr) {
    Result<bool> taken = ownership_->take();
    if (!taken.ok()) report_not_created(taken.status());
    if (!taken.ok() || !*taken) return false;
  }
  is_owner_ = true;
  take_over_interrupted(SIZE_MAX);
  auto parts = runner_.runs.parts();
  if (!parts.ok()) return true;
  auto known = std::ranges::find(*parts, part_, &runs::PartState::part);
  paused_ = known != parts->end() && known->state == "paused";
  return true;
}

Scheduler::~Scheduler() { stop(); }

void Scheduler::start() {
  check(threads_.empty());
  for (size_t i = 0; i < runner_.runs_at_once; ++i) {
    threads_.emplace_back([this](const std::stop_token& stop) {
      do look(stop);
      while (wait_or_stop(kAttention, stop));
    });
  }
}

void Scheduler::stop() {
  for (std::jthread& thread : threads_) thread.request_stop();
  threads_.clear();
}

void Scheduler::look(const std::stop_token& stop) {
  while (std::optional<runs::RunId> id = next_run(stop)) {
    if (!run_one(*id, stop)) return;
  }
}

// The first that is queued, which is at hand then.
std::optional<runs::RunId> Scheduler::next_run(const std::stop_token& stop) {
  std::lock_guard lock(mutex_);
  if (!is_owner()) return {};
  take_over_interrupted(kRunsLookedAt);
  take_commands();
  if (!paused_) create_due();
  auto unfinished = runner_.runs.unfinished_runs(runner_.dag.name, kRunsLookedAt);
  std::optional<runs::RunId> next;
  if (unfinished.ok() && !paused_ && !stop.stop_requested()) {
    for (const runs::Run& run : *unfinished) {
      bool is_ours = run.state == runs::State::kQueued && run.trigger != runs::kTriggerCommand;
      if (!is_ours || at_hand_.contains(run.id)) continue;
      next = run.id;
      at_hand_.emplace(run.id, std::stop_source());
      break;
    }
  }
  publish();
  return next;
}

void Scheduler::create_due() {
  if (!next_) return;
  const UnixMillis now = runner_.clock.now();
  // After a clock that was wrong, times come again; those that had their run have it already.
  if (now < looked_at_) next_ = std::min(*next_, cron_->next_after(now));
  looked_at_ = now;
  while (*next_ <= now) {
    const UnixMillis following = cron_->next_after(*next_);
    if (catches_up_ || following > now) {
      Status status = runner_.create_for(*next_, "schedule", {}).status();
      bool is_there = status.ok() || status.code() == Code::kAlreadyExists;
      if (!is_there) report_not_created(status);
      if (!is_there && status.code() != Code::kInvalidArgument) return;  // Tried again soon.
    }
    next_ = following;
  }
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

void Scheduler::report_not_created(const Status& status) {
  if (status.message() == reported_) return;  // Once, however often it is tried.
  reported_ = status.message();
  telemetry::log(Level::kError, "schedule", "run not created",
                 {{"dag", runner_.dag.name}, {"cause", status.message()}});
}

// Also of commands that ended while this process was there.
void Scheduler::take_over_interrupted(size_t count_max) {
  auto unfinished = runner_.runs.unfinished_runs(runner_.dag.name, count_max);
  if (!unfinished.ok()) return;  // It is asked again soon.
  for (const runs::Run& run : *unfinished) {
    bool is_commands = run.trigger == runs::kTriggerCommand;
    bool has_begun = run.state == runs::State::kRunning ||
                     (is_commands && runner_.clock.now() - run.created_at > kCommandBegins);
    if (has_begun && !at_hand_.contains(run.id)) take_over(run);
  }
}

// Does nothing where somebody is at it.
void Scheduler::take_over(const runs::Run& seen) {
  auto held = runner_.hold(seen.id);
  if (!held.ok()) return;
  auto run = runner_.runs.run(seen.id);  // It may have ended just before it was held.
  if (!run.ok() || run->state != seen.state) return;
  bool goes_on = run->trigger != runs::kTriggerCommand;
  bool is_one_at_hand = false;
  for (const runs::TaskRun& task : run->tasks) {
    bool is_at_hand = task.state == runs::State::kRunning;
    is_one_at_hand = is_one_at_hand || is_at_hand;
    goes_on = goes_on && (!is_at_hand || task.attempt < kTakenOverMax);
  }
  for (bool is_first = true; runs::TaskRun task : run->tasks) {
    if (goes_on || runs::is_final(task.state)) continue;
    bool failed = is_one_at_hand ? task.state == runs::State::kRunning : is_first;
    task.state = failed ? runs::State::kFailed : runs::State::kSkipped;
    task.message = failed ? "interrupted: the process ended" : "";
    is_first = false;
    (void)runner_.runs.set_task(run->id, task);  // The run's own state says enough.
  }
  auto state = goes_on ? runs::State::kQueued : runs::State::kFailed;
  Status status = runner_.runs.set_run_state(run->id, state);
  telemetry::log(Level::kWarning, "schedule", "run was interrupted",
                 {{"dag", runner_.dag.name},
                  {"run", static_cast<int64_t>(run->id)},
                  {"goes on", goes_on ? "yes" : "no"},
                  {"recorded", status.ok() ? "yes" : status.message()}});
}

// Whether it has ended.
bool Scheduler::run_one(runs::RunId id, const std::stop_token& stop) {
  std::stop_token cancel;
  {
    std::lock_guard lock(mutex_);
    cancel = at_hand_.at(id).get_token();
  }
  auto ended = runner_.run(id, stop, cancel);
  {
    std::lock_guard lock(mutex_);
    at_hand_.erase(id);
  }
  if (ended.ok() && *ended == runs::State::kRunning) return false;  // Left for the next start.
  std::string outcome(ended.ok() ? runs::state_name(*ended) : ended.status().message());
  bool good = ended.ok() && *ended == runs::State::kSucceeded;
  telemetry::log(
      good ? Level::kInfo : Level::kError, "schedule", "run ended",
      {{"dag", runner_.dag.name}, {"run", static_cast<int64_t>(id)}, {"outcome", outcome}});
  telemetry::counter("pinflow_schedule_runs_total", "DAG runs by how they ended",
                     {{"dag", runner_.dag.name}, {"succeeded", good ? "true" : "false"}})
      .add();
  return ended.ok();
}

Status Scheduler::cancel(runs::RunId id) {
  std::lock_guard lock(mutex_);
  TRY_ASSIGN(runs::Run run, runner_.runs.run(id));
  if (auto at_hand = at_hand_.find(id); at_hand != at_hand_.end()) {
    at_hand->second.request_stop();
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

void Scheduler::publish() {
  if (paused_) return publish("paused", "");
  if (at_hand_.empty()) {
    return publish("idle", next_ ? "next run at " + time_text(*next_) : "no schedule");
  }
  std::string runs;
  for (const auto& [id, _] : at_hand_) {
    runs += (runs.empty() ? "run " : ", ") + std::to_string(static_cast<int64_t>(id));
  }
  publish("running", runs);
}

void Scheduler::publish(std::string_view state, std::string_view message) {
  std::string now = std::string(state) + " " + std::string(message);
  if (now == published_) return;
  runs::PartState part{part_, std::string(state), std::string(message), runner_.clock.now()};
  if (runner_.runs.set_part(part).ok()) published_ = std::move(now);
}

}  // namespace pinflow::schedule
