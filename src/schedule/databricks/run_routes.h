// run_routes: jobs/runs/… of Databricks' Jobs API, and jobs/run-now.
#pragma once

#include "schedule/databricks/jobs_call.h"

namespace pinflow::schedule::databricks {

http::Response submit_run(const JobsCall& call);
http::Response run_now(const JobsCall& call);
http::Response get_run(const JobsCall& call);  // Of a task's number too, as get_run_output().
http::Response get_run_output(const JobsCall& call);
http::Response list_runs(const JobsCall& call);
http::Response cancel_run(const JobsCall& call);
http::Response cancel_all_runs(const JobsCall& call);
http::Response repair_run(const JobsCall& call);

}  // namespace pinflow::schedule::databricks
