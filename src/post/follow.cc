#include "post/follow.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/nearest_name.h"
#include "post/follow_lane.h"
#include "post/open_target.h"

namespace pinflow::post {
namespace {

Status check_follow_options(const std::vector<model::Dataset>& datasets, const PostOptions& post,
                            const FollowOptions& options) {
  const auto refuse = [](const std::string& what) {
    return Status(Code::kInvalidArgument, "follow: " + what);
  };
  TRY(check_target_options(post));
  if (options.interval.count() < 1) return refuse("the interval is not above 0");
  if (options.delay.count() < 0) return refuse("the delay is negative");
  if (options.rows_max < 1) return refuse("at least 1 row is read at once");
  std::vector<std::string> tables;
  for (const model::Dataset& dataset : datasets) tables.push_back(dataset.source_table);
  for (const auto& [table, follow] : options.tables) {
    if (std::ranges::find(tables, table) != tables.end()) continue;
    return refuse("no dataset has the source table '" + table + "'" + did_you_mean(table, tables));
  }
  return Status();
}

// Tells how many rows were accepted while `lanes` are at work.
void tell_progress(const std::deque<FollowLane>& lanes, const PostOptions& post,
                   uint64_t* accepted_before, std::chrono::duration<double> passed) {
  if (!post.on_progress) return;
  PostProgress progress;
  for (const FollowLane& lane : lanes) progress.accepted += lane.accepted();
  if (passed.count() > 0) {
    progress.rows_per_second =
        static_cast<double>(progress.accepted - *accepted_before) / passed.count();
  }
  *accepted_before = progress.accepted;
  post.on_progress(progress);
}

void run_lanes(std::deque<FollowLane>* lanes, const PostOptions& post) {
  std::mutex mutex;  // Guards `done`.
  std::condition_variable changed;
  size_t done = 0;
  std::vector<std::jthread> threads;
  for (FollowLane& lane : *lanes) {
    threads.emplace_back([&] {
      lane.run();
      std::lock_guard lock(mutex);
      ++done;
      changed.notify_one();
    });
  }
  uint64_t accepted_before = 0;
  auto before = std::chrono::steady_clock::now();
  for (bool is_done = false; !is_done;) {
    {
      std::unique_lock lock(mutex);
      is_done = changed.wait_for(lock, post.progress_every, [&] { return done == lanes->size(); });
    }
    const auto now = std::chrono::steady_clock::now();
    tell_progress(*lanes, post, &accepted_before, now - before);
    before = now;
  }
}

}  // namespace

Result<FollowReport> follow(const std::vector<model::Dataset>& datasets,
                            const OpenSource& open_source, const PostOptions& post,
                            const FollowOptions& options) {
  TRY(check_follow_options(datasets, post, options));
  const auto start = std::chrono::steady_clock::now();
  std::mutex console_mutex;
  std::deque<FollowLane> lanes;  // Lanes do not move.
  for (const model::Dataset& dataset : datasets) {
    TRY_ASSIGN(auto source, open_source());
    TRY_ASSIGN(auto target, open_target(post, dataset, &console_mutex));
    Status prepared =
        lanes.emplace_back(dataset, post, options).prepare(std::move(source), std::move(target));
    if (!prepared.ok()) return std::move(prepared).with_context("follow " + dataset.name);
  }
  run_lanes(&lanes, post);
  FollowReport report;
  for (size_t index = 0; index < lanes.size(); ++index) {
    report.datasets[datasets[index].name] = lanes[index].report();
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace pinflow::post
