// job_routes: jobs/create, get, list, update, reset and delete of Databricks' Jobs API.
#pragma once

#include "schedule/databricks/jobs_call.h"

namespace pinflow::schedule::databricks {

http::Response create_job(const JobsCall& call);
http::Response get_job(const JobsCall& call);
http::Response list_jobs(const JobsCall& call);
http::Response update_job(const JobsCall& call);
http::Response reset_job(const JobsCall& call);
http::Response delete_job(const JobsCall& call);

}  // namespace pinflow::schedule::databricks
