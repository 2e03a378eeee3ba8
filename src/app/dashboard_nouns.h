// dashboard_nouns(): what the dashboard's routes ask, answered by the parts of a data folder.
#pragma once

#include <memory>

#include "app/parts.h"
#include "metric/live_metrics.h"
#include "query/engine.h"
#include "serve/dashboard.h"

namespace pinflow::app {

// An engine for the SQL of people, in the memory that [serve] allows it.
// Errors: kInvalidArgument: a setting.
Result<std::unique_ptr<query::Engine>> open_sql_engine(const Parts& parts);

// All outlive what it gives. Runs are begun by `control`. Errors: those of opening the parts.
Result<serve::DashboardNouns> dashboard_nouns(Parts& parts, query::Engine& sql_engine,
                                              const metric::LiveMetrics& metrics,
                                              serve::RunControl control);

}  // namespace pinflow::app
