// LineageWatch: tells of each run of the DAG and of its tasks, when they begin and how they end, as
// OpenLineage's events, whoever runs them.
//
//   Durability:  each is told at least once, also across a crash: up to which run all was told is
//                in the RunStore. Who is new hears of runs that come, not of past ones.
//   Threads:     one of its own. The destructor looks once more and waits for it.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <thread>
#include <utility>

#include "app/openlineage.h"
#include "schedule/dag.h"

namespace pinflow::app {

// Gives an event to whoever keeps them. Errors: it is to be tried again.
using TellLineage = std::function<Status(const std::string& event)>;

// To "https://host[/path]", where events go to /api/v1/lineage unless the path says otherwise, with
// `key` as bearer token where there is one; or to the end of a file, a line for each.
// Errors: kInvalidArgument: no such URL.
Result<TellLineage> tell_lineage_to(const std::string& url_or_path, const std::string& key);

class LineageWatch {
 public:
  // What the pipeline makes for the users that a run is of.
  using StepsOf = std::function<Result<std::vector<LineageStep>>(const runs::Run& run)>;

  LineageWatch(const schedule::DagRunner& runner, LineageNames names, StepsOf steps_of,
               TellLineage tell);
  ~LineageWatch();

  void start();
  void stop();
  // What the thread does every second. What cannot be told is tried again the next time.
  void look();

 private:
  Status load();
  Status tell_of(const runs::Run& run);
  Status tell_of(const runs::Run& run, const LineageMoment& moment);
  Status keep_mark(const std::vector<runs::Run>& runs);

  const schedule::DagRunner& runner_;
  const LineageNames names_;
  const StepsOf steps_of_;
  const TellLineage tell_;
  const std::string part_;
  bool is_loaded_ = false;
  int64_t told_run_ = 0;  // Of it and those before, all was told.
  // What was told last of a run's task, "" being the run itself.
  struct Told {
    int attempt = 0;
    runs::State state = runs::State::kQueued;
  };
  std::map<std::pair<int64_t, std::string>, Told> told_;
  std::string reported_;
  std::jthread thread_;
};

}  // namespace pinflow::app
