// add_run_routes(): the DAG, its runs with times and logs, and what people do with them.
//
//   GET  /v1/dag                             tasks and schedule
//   POST /v1/dag/pause, /v1/dag/resume       no run begins in between
//   POST /v1/dag/backfill                    {"from": "2026-01-01", "to": "2026-01-31"}
//   GET  /v1/runs                            ?limit=
//   GET  /v1/runs/{run}
//   GET  /v1/runs/{run}/tasks/{task}/log
//   POST /v1/runs                            {"tasks": […], "parameters": {…}}
//   POST /v1/runs/{run}/retry                a new run of the tasks that had not succeeded
//   POST /v1/runs/{run}/cancel
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "model/pipeline.h"
#include "runs/run_store.h"
#include "serve/desk.h"

namespace pinflow::serve {

using RunParameters = std::map<std::string, std::string>;

// What a backfill came to: the runs that were queued, and how many times needed none.
struct Backfilled {
  std::vector<runs::RunId> queued;
  int64_t succeeded_before = 0;
  int64_t under_way = 0;
};

// Where runs are begun; all functions fail with kUnavailable where nothing is scheduled here.
struct RunControl {
  std::string dag;
  std::vector<model::Task> tasks;
  std::string schedule;  // "@daily"; "" : none.
  // Queues a run of `tasks`, of all where none is named. Errors: also kInvalidArgument.
  std::function<Result<runs::RunId>(const RunParameters& parameters,
                                    const std::vector<std::string>& tasks)>
      start;
  std::function<Status(runs::RunId id)> cancel;
  // Holds once the run under way, if there is one, has ended.
  std::function<Status(bool paused)> set_paused;
  // Of the first day to the last, each time of the schedule once. Errors: also kInvalidArgument.
  std::function<Result<Backfilled>(const std::string& from, const std::string& to)> backfill;
};

std::string runs_json(const std::vector<runs::Run>& runs);

// `runs` outlives the routes.
void add_run_routes(Desk& desk, const runs::RunStore& runs, const RunControl& control);

}  // namespace pinflow::serve
