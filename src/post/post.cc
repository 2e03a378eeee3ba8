#include "post/post.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "post/lane.h"
#include "post/open_target.h"

namespace pinflow::post {
namespace {

using std::chrono::steady_clock;

Status check_options(const PostOptions& options) {
  const auto refuse = [](const char* what) {
    return Status(Code::kInvalidArgument, std::string("post: ") + what);
  };
  TRY(check_target_options(options));
  if (options.connection_count < 1) return refuse("there is at least 1 connection");
  if (options.pace.kind == Pace::Kind::kRate && !(options.pace.rows_per_second > 0)) {
    return refuse("the rate is not above 0");
  }
  if (options.pace.pause_most.count() < 0) return refuse("the interval is negative");
  return Status();
}

// One connection of a lane.
struct Worker {
  Lane* lane;
  std::unique_ptr<source::RowSource> source;
  std::unique_ptr<Target> target;
};

class Run {
 public:
  explicit Run(const PostOptions& options) : options_(options) {}

  Status prepare(const std::vector<model::Dataset>& datasets, const OpenSource& open_source);
  PostReport run();

 private:
  void report_until_done(steady_clock::time_point start, size_t thread_count);
  PostProgress counts() const;

  const PostOptions& options_;
  std::deque<Lane> lanes_;  // Lanes do not move.
  std::vector<std::string> names_;
  std::vector<Worker> workers_;
  std::mutex console_mutex_;

  std::mutex mutex_;  // Guards done_.
  std::condition_variable changed_;
  size_t done_ = 0;
};

Status Run::prepare(const std::vector<model::Dataset>& datasets, const OpenSource& open_source) {
  for (const model::Dataset& dataset : datasets) {
    Lane* lane = nullptr;
    for (int connection = 0; connection < options_.connection_count; ++connection) {
      TRY_ASSIGN(auto source, open_source());
      if (lane == nullptr) {
        TRY_ASSIGN(model::Schema schema, source->schema(dataset.source_table));
        TRY_ASSIGN(uint64_t row_count, source->row_count(dataset.source_table));
        lane = &lanes_.emplace_back(dataset, std::move(schema), row_count, options_);
        names_.push_back(dataset.name);
      }
      TRY_ASSIGN(auto target, open_target(options_, dataset, &console_mutex_));
      workers_.push_back({lane, std::move(source), std::move(target)});
    }
  }
  return Status();
}

PostReport Run::run() {
  const auto start = steady_clock::now();
  {
    std::vector<std::jthread> threads;
    for (size_t index = 0; index < workers_.size(); ++index) {
      threads.emplace_back([this, start, index] {
        Worker& worker = workers_[index];
        worker.lane->run(start, index, *worker.source, *worker.target);
        std::lock_guard lock(mutex_);
        ++done_;
        changed_.notify_one();
      });
    }
    report_until_done(start, threads.size());
  }
  PostReport report;
  for (size_t index = 0; index < lanes_.size(); ++index) {
    report.datasets[names_[index]] = lanes_[index].report();
  }
  report.seconds = std::chrono::duration<double>(steady_clock::now() - start).count();
  return report;
}

void Run::report_until_done(steady_clock::time_point start, size_t thread_count) {
  uint64_t accepted_before = 0;
  auto before = start;
  for (bool is_done = false; !is_done;) {
    {
      std::unique_lock lock(mutex_);
      is_done =
          changed_.wait_for(lock, options_.progress_every, [&] { return done_ == thread_count; });
    }
    if (!options_.on_progress) continue;
    PostProgress progress = counts();
    const auto now = steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - before).count();
    if (seconds > 0) {
      progress.rows_per_second = static_cast<double>(progress.accepted - accepted_before) / seconds;
    }
    accepted_before = progress.accepted;
    before = now;
    options_.on_progress(progress);
  }
}

PostProgress Run::counts() const {
  PostProgress progress;
  for (const Lane& lane : lanes_) {
    progress.accepted += lane.accepted();
    progress.failed += lane.failed();
  }
  return progress;
}

}  // namespace

Result<PostReport> post(const std::vector<model::Dataset>& datasets, const OpenSource& open_source,
                        const PostOptions& options) {
  TRY(check_options(options));
  Run run(options);
  TRY(run.prepare(datasets, open_source));
  return run.run();
}

}  // namespace pinflow::post
