#include "schedule/backfill.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace pinflow::schedule {
namespace {

Result<std::vector<UnixMillis>> due_between(const Cron& cron, UnixMillis begin, UnixMillis end) {
  std::vector<UnixMillis> times;
  UnixMillis due = cron.next_after(begin - std::chrono::milliseconds(1));
  for (; due < end; due = cron.next_after(due)) {
    if (times.size() == kBackfillRunsMax) {
      return Status(Code::kInvalidArgument, "backfill: over " + std::to_string(kBackfillRunsMax) +
                                                " runs: take fewer days at once");
    }
    times.push_back(due);
  }
  return times;
}

// A time that has its run: again only what did not succeed.
Status queue_again(const DagRunner& runner, const std::string& name, BackfillReport* report) {
  TRY_ASSIGN(runs::RunId id, runner.runs.named_run(runner.dag.name, name));
  TRY_ASSIGN(runs::Run run, runner.runs.run(id));
  if (run.state == runs::State::kSucceeded) {
    ++report->succeeded;
    return Status();
  }
  std::vector<std::string> tasks;
  for (const runs::TaskRun& task : run.tasks) {
    if (task.state != runs::State::kSucceeded) tasks.push_back(task.task);
  }
  Status cleared = runner.clear(id, tasks);
  if (cleared.code() == Code::kAlreadyExists) {
    ++report->under_way;
    return Status();
  }
  TRY(cleared);
  report->queued.push_back(id);
  return Status();
}

std::optional<int> number_at(std::string_view text, size_t begin, size_t size) {
  if (text.size() < begin + size) return std::nullopt;
  int number = 0;
  const char* end = text.data() + begin + size;
  auto [rest, error] = std::from_chars(text.data() + begin, end, number);
  return error == std::errc() && rest == end && number >= 0 ? std::optional(number) : std::nullopt;
}

}  // namespace

Result<BackfillReport> backfill(const DagRunner& runner, const Cron& cron, UnixMillis begin,
                                UnixMillis end, const Parameters& parameters) {
  const UnixMillis past_now = runner.clock.now() + std::chrono::milliseconds(1);
  TRY_ASSIGN(std::vector<UnixMillis> times, due_between(cron, begin, std::min(end, past_now)));
  BackfillReport report;
  for (UnixMillis due : times) {
    Result<runs::RunId> created = runner.create_for(due, runs::kTriggerBackfill, parameters);
    if (created.ok()) {
      report.queued.push_back(*created);
    } else if (created.status().code() == Code::kAlreadyExists) {
      TRY(queue_again(runner, time_text(due), &report));
    } else {
      return created.status();
    }
  }
  return report;
}

Result<std::chrono::local_days> parse_day(std::string_view text) {
  auto year = number_at(text, 0, 4);
  auto month = number_at(text, 5, 2);
  auto day = number_at(text, 8, 2);
  if (text.size() == 10 && text[4] == '-' && text[7] == '-' && year && month && day) {
    std::chrono::year_month_day date(std::chrono::year(*year),
                                     std::chrono::month(static_cast<unsigned>(*month)),
                                     std::chrono::day(static_cast<unsigned>(*day)));
    if (date.ok()) return std::chrono::local_days(date);
  }
  return Status(Code::kInvalidArgument,
                "'" + std::string(text) + "' is no day: write it as 2026-01-31");
}

}  // namespace pinflow::schedule
