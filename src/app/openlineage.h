// openlineage_event(): what happened to a run, or to a task of one, as OpenLineage says it: with
// the tables that went in and came out, column by column.
// Source: https://openlineage.io/spec/2-0-2/OpenLineage.json, and its facets' schemas.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/pipeline_lineage.h"
#include "runs/run_store.h"

namespace pinflow::app {

// Whose runs they are.
struct LineageNames {
  std::string name_space;  // Of jobs and tables: "pinflow".
  std::string dag;         // "pinterest"; its tasks are the jobs "pinterest.clean".
  std::string producer;    // Who says so, a URI: "urn:pinflow:0.1.0".
};

struct LineageMoment {
  runs::RunId run{};
  UnixMillis created_at{};              // Of the run: what its number alone does not tell.
  std::optional<runs::TaskRun> task{};  // Nothing: the run itself.
  runs::State state = runs::State::kRunning;
  UnixMillis time{};
  std::string error{};  // Why it failed.
};

// The event's JSON, on one line. `steps` are those of the task; of the run itself there are none.
// The same moment has the same run id whenever it is told: who gets it twice can know.
std::string openlineage_event(const LineageNames& names, const LineageMoment& moment,
                              const std::vector<const LineageStep*>& steps);

}  // namespace pinflow::app
