// The routes of Databricks' Jobs API, 2.1 and 2.2, as Airflow's operators and Databricks' own
// clients use it: /api/<version>/jobs/…, and as much of /api/<version>/clusters/… as they ask.
//
//   Data's way:  a client  ->  jobs/runs/submit or jobs/run-now  ->  RunStore  ->  Scheduler
//   Durability:  a run is durable when its number is told; it goes on after a crash.
//   Threads:     answers are made on `background`'s thread.
#pragma once

#include "http/background.h"
#include "http/router.h"
#include "schedule/databricks/jobs_call.h"

namespace pinflow::schedule::databricks {

// `jobs` and `background` outlive the server. Whoever is not let in by jobs.options gets 403.
void add_routes(http::Router& router, Jobs& jobs, http::Background& background);

}  // namespace pinflow::schedule::databricks
