#include "schedule/databricks/job_routes.h"

#include "schedule/databricks/jobs_fixture.h"

namespace pinflow::schedule::databricks {
namespace {

constexpr std::string_view kCreate =
    R"({"name":"nightly","tasks":[{"task_key":"a","notebook_task":)"
    R"({"notebook_path":"/me/all","base_parameters":{"USER_ID":"ada"}}}]})";

TEST_F(JobsApiTest, RunsThePipelinesOwnJob) {
  EXPECT_EQ(post("jobs/run-now", R"({"job_id":1,"notebook_params":{"USER_ID":"bob"}})"),
            R"({"run_id":1,"number_in_job":1})");
  scheduler_.look();
  EXPECT_EQ(ran_, "gather(bob) clean(bob) query(bob) ");
  std::string run = get("jobs/runs/get?run_id=1");
  EXPECT_TRUE(has(run, R"("job_id":1,)") && has(run, R"("run_type":"JOB_RUN")")) << run;
}

TEST_F(JobsApiTest, KeepsJobsUntilTheyAreDeleted) {
  EXPECT_EQ(post("jobs/create", kCreate), R"({"job_id":2})");
  std::string job = get("jobs/get?job_id=2");
  EXPECT_TRUE(has(job, R"("created_time":5000,"settings":{"name":"nightly")")) << job;
  EXPECT_TRUE(has(get("jobs/list?name=nightly"), R"("jobs":[{"job_id":2)"));
  EXPECT_TRUE(has(get("jobs/list"), R"("jobs":[{"job_id":1)"));
  EXPECT_EQ(post("jobs/run-now", R"({"job_id":2})"), R"({"run_id":1,"number_in_job":1})");
  scheduler_.look();
  EXPECT_EQ(ran_, "gather(ada) clean(ada) query(ada) ");
  EXPECT_TRUE(has(get("jobs/runs/list?job_id=2"), R"("run_id":1)"));
  EXPECT_TRUE(has(get("jobs/runs/list?job_id=1"), R"("runs":[])"));
  EXPECT_EQ(post("jobs/delete", R"({"job_id":2})"), "{}");
  EXPECT_TRUE(has(get("jobs/get?job_id=2"), "Job 2 does not exist"));
  EXPECT_EQ(post("jobs/create", kCreate), R"({"job_id":3})");  // Numbers are not used again.
}

TEST_F(JobsApiTest, ChangesAJobInPartOrWhole) {
  post("jobs/create", kCreate);
  EXPECT_EQ(post("jobs/update", R"({"job_id":2,"new_settings":{"name":"weekly","x":1}})"), "{}");
  std::string job = get("jobs/get?job_id=2");
  EXPECT_TRUE(has(job, R"("name":"weekly")") && has(job, "/me/all")) << job;
  EXPECT_EQ(post("jobs/update", R"({"job_id":2,"fields_to_remove":["x"]})"), "{}");
  EXPECT_FALSE(has(get("jobs/get?job_id=2"), R"("x")"));
  EXPECT_TRUE(has(post("jobs/update", R"({"job_id":2,"fields_to_remove":["tasks"]})"),
                  "without notebook_task"));
  EXPECT_EQ(post("jobs/reset", R"({"job_id":2,"new_settings":{"name":"r","notebook_task":
                                {"notebook_path":"/b"}}})"),
            "{}");
  EXPECT_FALSE(has(get("jobs/get?job_id=2"), "/me/all"));
}

TEST_F(JobsApiTest, RefusesWhatIsNoJob) {
  EXPECT_TRUE(has(post("jobs/create", "{}"), "without notebook_task"));
  EXPECT_TRUE(has(post("jobs/run-now", "{}"), "job_id is required"));
  EXPECT_TRUE(has(post("jobs/run-now", R"({"job_id":7})"), "Job 7 does not exist"));
  EXPECT_TRUE(has(post("jobs/delete", R"({"job_id":1})"), "the pipeline's own"));
  EXPECT_TRUE(has(post("jobs/reset", R"({"job_id":1})"), "new_settings: must be an object"));
  EXPECT_TRUE(has(get("jobs/list?limit=101"), "between 1 and 100"));
}

}  // namespace
}  // namespace pinflow::schedule::databricks
