#include "app/lineage_watch.h"

#include <algorithm>
#include <charconv>

#include "base/file.h"
#include "http/client.h"
#include "telemetry/log.h"

namespace pinflow::app {
namespace {

constexpr std::chrono::seconds kLookEvery{1};
constexpr std::chrono::seconds kAnswerWithin{10};
constexpr size_t kRunsLookedAt = 100;

bool has_begun(runs::State state) { return state != runs::State::kQueued; }

// In the order in which they came: a run begins before its tasks, and ends after them.
std::vector<LineageMoment> moments_of(const runs::Run& run) {
  std::vector<LineageMoment> moments;
  if (!has_begun(run.state)) return moments;
  moments.push_back({run.id, run.created_at, {}, runs::State::kRunning, run.created_at, {}});
  for (const runs::TaskRun& task : run.tasks) {
    if (!has_begun(task.state)) continue;
    LineageMoment moment{run.id, run.created_at, task, runs::State::kRunning, {}, {}};
    moment.time = task.started_at.value_or(run.created_at);
    moments.push_back(moment);
    if (!runs::is_final(task.state)) continue;
    moment.state = task.state;
    moment.time = task.ended_at.value_or(moment.time);
    if (task.state == runs::State::kFailed) moment.error = task.message;
    moments.push_back(std::move(moment));
  }
  if (runs::is_final(run.state)) {
    moments.push_back(
        {run.id, run.created_at, {}, run.state, run.ended_at.value_or(run.created_at), {}});
  }
  return moments;
}

}  // namespace

Result<TellLineage> tell_lineage_to(const std::string& url_or_path, const std::string& key) {
  if (!url_or_path.starts_with("http:") && !url_or_path.starts_with("https:")) {
    return TellLineage([path = url_or_path](const std::string& event) {
      TRY_ASSIGN(File file, File::open(path, File::Mode::kAppend));
      return file.append(event + "\n");
    });
  }
  TRY_ASSIGN(http::Url server, http::parse_url(url_or_path));
  http::Fields headers = {{"Content-Type", "application/json"}};
  if (!key.empty()) headers.emplace_back("Authorization", "Bearer " + key);
  const std::string target = server.path.empty() ? "/api/v1/lineage" : server.path;
  return TellLineage([server, headers, target](const std::string& event) {
    TRY_ASSIGN(http::Response answer, http::open_client(server, {kAnswerWithin, kAnswerWithin})
                                          ->send("POST", target, headers, event));
    if (answer.status / 100 == 2) return Status();
    return Status(Code::kUnavailable, http::authority(server) + target + " answered HTTP " +
                                          std::to_string(answer.status));
  });
}

LineageWatch::LineageWatch(const schedule::DagRunner& runner, LineageNames names, StepsOf steps_of,
                           TellLineage tell)
    : runner_(runner),
      names_(std::move(names)),
      steps_of_(std::move(steps_of)),
      tell_(std::move(tell)),
      part_("lineage/" + runner.dag.name) {}

LineageWatch::~LineageWatch() { stop(); }

void LineageWatch::start() {
  check(!thread_.joinable());
  thread_ = std::jthread([this](const std::stop_token& stop) {
    do look();
    while (schedule::wait_or_stop(kLookEvery, stop));
    look();
  });
}

void LineageWatch::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void LineageWatch::look() {
  Status status = load();
  if (status.ok()) {
    auto recent = runner_.runs.runs(runner_.dag.name, kRunsLookedAt);
    status = recent.status();
    if (status.ok()) {
      std::ranges::sort(*recent, {}, &runs::Run::id);
      for (const runs::Run& run : *recent) {
        if (status.ok()) status = tell_of(run);
      }
      if (status.ok()) status = keep_mark(*recent);
    }
  }
  if (status.ok() || status.message() == reported_) return;
  reported_ = status.message();  // Once, however often it is tried.
  telemetry::log(telemetry::Level::kError, "app", "lineage could not be told",
                 {{"dag", runner_.dag.name}, {"cause", reported_}});
}

Status LineageWatch::load() {
  if (is_loaded_) return Status();
  TRY_ASSIGN(auto configs, runner_.runs.part_configs());
  auto known = configs.find(part_);
  if (known == configs.end()) {
    TRY_ASSIGN(std::vector<runs::Run> newest, runner_.runs.runs(runner_.dag.name, 1));
    if (!newest.empty()) told_run_ = static_cast<int64_t>(newest.front().id);
    TRY(runner_.runs.set_part_config(part_, std::to_string(told_run_)));
  } else {
    const std::string& text = known->second;
    std::from_chars(text.data(), text.data() + text.size(), told_run_);
  }
  is_loaded_ = true;
  return Status();
}

Status LineageWatch::tell_of(const runs::Run& run) {
  if (static_cast<int64_t>(run.id) <= told_run_) return Status();
  for (const LineageMoment& moment : moments_of(run)) {
    const std::string task = moment.task ? moment.task->task : "";
    const int attempt = moment.task ? moment.task->attempt : 0;
    auto& told = told_[{static_cast<int64_t>(run.id), task}];
    if (told.attempt == attempt && (told.state == moment.state || runs::is_final(told.state))) {
      continue;
    }
    TRY(tell_of(run, moment));
    told = {attempt, moment.state};
  }
  return Status();
}

Status LineageWatch::tell_of(const runs::Run& run, const LineageMoment& moment) {
  std::vector<LineageStep> steps;
  if (moment.task) {
    TRY_ASSIGN(steps, steps_of_(run));
  }
  std::vector<const LineageStep*> of_task;
  for (const LineageStep& step : steps) {
    if (step.task == moment.task->task) of_task.push_back(&step);
  }
  return tell_(openlineage_event(names_, moment, of_task));
}

// Up to the first run that has not ended.
Status LineageWatch::keep_mark(const std::vector<runs::Run>& runs) {
  int64_t told = told_run_;
  for (const runs::Run& run : runs) {
    if (!runs::is_final(run.state)) break;
    told = std::max(told, static_cast<int64_t>(run.id));
  }
  if (told == told_run_) return Status();
  TRY(runner_.runs.set_part_config(part_, std::to_string(told)));
  told_run_ = told;
  std::erase_if(told_, [told](const auto& entry) { return entry.first.first <= told; });
  return Status();
}

}  // namespace pinflow::app
