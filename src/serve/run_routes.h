// add_run_routes(): the DAG, its runs with times and logs, and what people do with them.
//
//   GET  /v1/dag                             tasks and schedule
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

// Where runs are begun; both functions fail with kUnavailable where nothing is scheduled here.
struct RunControl {
  std::string dag;
  std::vector<model::Task> tasks;
  std::string schedule;  // "@daily"; "" : none.
  // Queues a run of `tasks`, of all where none is named. Errors: also kInvalidArgument.
  std::function<Result<runs::RunId>(const RunParameters& parameters,
                                    const std::vector<std::string>& tasks)>
      start;
  std::function<Status(runs::RunId id)> cancel;
};

std::string runs_json(const std::vector<runs::Run>& runs);

// `runs` outlives the routes.
void add_run_routes(Desk& desk, const runs::RunStore& runs, const RunControl& control);

}  // namespace pinflow::serve
