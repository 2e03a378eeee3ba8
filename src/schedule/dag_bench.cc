// Measures what a run costs beside its jobs: the time of a task that does nothing, and of listing
// a long history. Its argument is a folder, which is better on a real disk. One JSON line.
#include "schedule/dag.h"

#include <cstdio>

#include "base/check.h"
#include "runs/sqlite/sqlite_run_store.h"

namespace {

using namespace pinflow;

constexpr int kRunsTimed = 300;
constexpr size_t kRunsListed = 10'000;

double ms_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

double ms_of_listing(const runs::RunStore& runs, size_t count) {
  auto begin = std::chrono::steady_clock::now();
  auto listed = runs.runs("bench", count);
  check(listed.ok() && listed->size() == count);
  return ms_since(begin);
}

}  // namespace

int main(int argc, char** argv) {
  check(argc == 2);
  const std::filesystem::path folder = argv[1];
  auto runs = runs::open_sqlite_run_store(folder / "runs.sqlite");
  check(runs.ok());
  const schedule::RunLocks locks(folder / "runs.lock");
  const schedule::Dag dag{"bench", {{"gather", {}}, {"clean", {"gather"}}, {"query", {"clean"}}}};
  std::vector<schedule::Job> jobs;
  for (const model::Task& task : dag.tasks) {
    jobs.push_back({task.name, [](const auto&, const schedule::LogLine& log, const auto&) {
                      log("demo_pin: 1000 rows, 3 duplicates");
                      return Status();
                    }});
  }
  const schedule::DagRunner runner{.dag = dag, .jobs = jobs, .runs = **runs, .locks = &locks};
  const schedule::Parameters parameters = {{"user_id", "demo"}};
  auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < kRunsTimed; ++i) check(runner.run(*runner.create("manual", parameters)).ok());
  const double task_ms = ms_since(begin) / static_cast<double>(kRunsTimed * dag.tasks.size());
  for (size_t i = kRunsTimed; i < kRunsListed; ++i) check(runner.create("api", parameters).ok());
  std::printf("{\"task_ms\": %.2f, \"newest_100_ms\": %.2f, \"all_10000_ms\": %.1f}\n", task_ms,
              ms_of_listing(**runs, 100), ms_of_listing(**runs, kRunsListed));
}
