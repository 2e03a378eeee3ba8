#include "schedule/alert_watch.h"

#include <algorithm>
#include <charconv>

#include "telemetry/log.h"

namespace pinflow::schedule {
namespace {

constexpr std::chrono::seconds kPause{5};
constexpr size_t kRunsWatched = 100;

// Why it failed; of one that succeeded what its tasks warn of, mostly nothing.
std::string reason(const runs::Run& run) {
  std::string warnings;
  for (const runs::TaskRun& task : run.tasks) {
    std::string told = task.task + ": " + task.message;
    if (task.state == runs::State::kFailed) return told;
    if (!task.message.empty()) warnings += (warnings.empty() ? "" : "; ") + told;
  }
  return run.state == runs::State::kFailed ? "no task says why" : warnings;
}

bool is_to_be_told(const runs::Run& run) {
  if (run.state == runs::State::kFailed) return true;
  return run.state == runs::State::kSucceeded && !reason(run).empty();
}

}  // namespace

AlertWatch::AlertWatch(const DagRunner& runner, std::string_view way, Tell tell,
                       std::chrono::milliseconds late_after)
    : runner_(runner),
      part_("alert/" + runner.dag.name + "/" + std::string(way)),
      tell_(std::move(tell)),
      late_after_(late_after) {}

AlertWatch::~AlertWatch() { stop(); }

void AlertWatch::start() {
  check(!thread_.joinable());
  thread_ = std::jthread([this](const std::stop_token& stop) {
    do look();
    while (wait_or_stop(kPause, stop));
  });
}

void AlertWatch::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void AlertWatch::look() {
  Status status = load();
  if (status.ok()) {
    auto recent = runner_.runs.runs(runner_.dag.name, kRunsWatched);
    status = recent.ok() ? tell_of_ended(*recent) : recent.status();
  }
  if (status.ok() && late_after_.count() > 0) status = tell_of_late();
  if (status.ok() || status.message() == reported_) return;
  reported_ = status.message();  // Once, however often it is tried.
  telemetry::log(telemetry::Level::kError, "schedule", "nobody could be told",
                 {{"dag", runner_.dag.name}, {"cause", reported_}});
}

// "<ended_at_ms> <late_run>", as tell_of() writes it.
Status AlertWatch::load() {
  if (is_loaded_) return Status();
  TRY_ASSIGN(auto configs, runner_.runs.part_configs());
  auto known = configs.find(part_);
  if (known == configs.end()) {
    mark_.ended_at_ms = to_int64(runner_.clock.now());
    TRY(runner_.runs.set_part_config(part_, std::to_string(mark_.ended_at_ms) + " 0"));
  } else {
    const char* end = known->second.data() + known->second.size();
    const char* rest = std::from_chars(known->second.data(), end, mark_.ended_at_ms).ptr;
    if (rest != end) std::from_chars(rest + 1, end, mark_.late_run);
  }
  is_loaded_ = true;
  return Status();
}

Status AlertWatch::tell_of(const Alert& alert, const Mark& after) {
  TRY(tell_(alert));
  TRY(runner_.runs.set_part_config(
      part_, std::to_string(after.ended_at_ms) + " " + std::to_string(after.late_run)));
  mark_ = after;
  return Status();
}

Status AlertWatch::tell_of_ended(const std::vector<runs::Run>& runs) {
  std::vector<const runs::Run*> ended;
  for (const runs::Run& run : runs) {
    bool is_new = run.ended_at && to_int64(*run.ended_at) > mark_.ended_at_ms;
    if (is_new && is_to_be_told(run)) ended.push_back(&run);
  }
  std::ranges::sort(ended, {}, [](const runs::Run* run) { return *run->ended_at; });
  for (const runs::Run* run : ended) {
    const char* kind = run->state == runs::State::kFailed ? "failed" : "warned";
    TRY(tell_of({kind, run->dag, run->id, reason(*run)},
                {to_int64(*run->ended_at), mark_.late_run}));
  }
  return Status();
}

Status AlertWatch::tell_of_late() {
  TRY_ASSIGN(auto unfinished, runner_.runs.unfinished_runs(runner_.dag.name, kRunsWatched));
  std::ranges::sort(unfinished, {}, &runs::Run::id);
  const UnixMillis now = runner_.clock.now();
  for (const runs::Run& run : unfinished) {
    const int64_t number = static_cast<int64_t>(run.id);
    bool is_late = now - run.created_at > late_after_ && run.trigger != runs::kTriggerBackfill;
    if (!is_late || number <= mark_.late_run) continue;
    auto seconds = std::chrono::floor<std::chrono::seconds>(late_after_).count();
    TRY(tell_of({"late", run.dag, run.id,
                 "it is " + std::string(runs::state_name(run.state)) + " since over " +
                     std::to_string(seconds) + " s"},
                {mark_.ended_at_ms, number}));
  }
  return Status();
}

}  // namespace pinflow::schedule
