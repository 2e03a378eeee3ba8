#include "schedule/databricks/run_routes.h"

#include "schedule/databricks/jobs_fixture.h"
#include "schedule/databricks/run_view.h"

namespace pinflow::schedule::databricks {
namespace {

constexpr std::string_view kSubmit =
    R"({"run_name":"submit_run","existing_cluster_id":"any","notebook_task":)"
    R"({"notebook_path":"/me/all","base_parameters":{"USER_ID":"ada"}}})";

TEST_F(JobsApiTest, RunsTheWholeDagForANotebookThatNothingNames) {
  EXPECT_EQ(post("jobs/runs/submit", kSubmit), R"({"run_id":1})");
  EXPECT_TRUE(has(get("jobs/runs/get?run_id=1"), R"("life_cycle_state":"PENDING")"));
  scheduler_.look();
  EXPECT_EQ(ran_, "gather(ada) clean(ada) query(ada) ");
  std::string run = get("jobs/runs/get?run_id=1");
  EXPECT_TRUE(has(run, R"("life_cycle_state":"TERMINATED","result_state":"SUCCESS")")) << run;
  EXPECT_TRUE(has(run, R"("run_name":"submit_run")")) << run;
  EXPECT_TRUE(has(run, R"("run_page_url":"http://pinflow:8082/v1/runs")")) << run;
  EXPECT_TRUE(has(run, R"("start_time":5000)")) << run;
}

TEST_F(JobsApiTest, RunsTheTasksThatNotebooksAreMappedTo) {
  post("jobs/runs/submit", R"({"tasks":[{"task_key":"a","notebook_task":
       {"notebook_path":"/me/clean_pin","base_parameters":{"USER_ID":"ada"}}}]})");
  scheduler_.look();
  EXPECT_EQ(ran_, "clean(ada) ");
}

TEST_F(JobsApiTest, MakesOneRunOfOneToken) {
  std::string body(kSubmit);
  body.insert(1, R"("idempotency_token":"today",)");
  EXPECT_EQ(post("jobs/runs/submit", body), R"({"run_id":1})");
  EXPECT_EQ(post("jobs/runs/submit", body), R"({"run_id":1})");
  scheduler_.look();
  EXPECT_EQ(post("jobs/runs/submit", body), R"({"run_id":1})");
  EXPECT_EQ(post("jobs/runs/submit", kSubmit), R"({"run_id":2})");
}

TEST_F(JobsApiTest, TellsWhyARunFailedAndWhatItsTasksSaid) {
  failing_ = "clean";
  post("jobs/runs/submit", kSubmit);
  scheduler_.look();
  std::string run = get("jobs/runs/get?run_id=1");
  EXPECT_TRUE(has(run, R"("result_state":"FAILED","state_message":"clean: no luck")")) << run;
  EXPECT_TRUE(has(run, R"("task_key":"query","attempt_number":0,"state":)"
                       R"({"life_cycle_state":"TERMINATED","result_state":"UPSTREAM_FAILED")"))
      << run;
  std::string output =
      get("jobs/runs/get-output?run_id=" + std::to_string(task_run_id(runs::RunId{1}, 1)));
  EXPECT_TRUE(has(output, R"("error":"no luck")")) << output;
  EXPECT_TRUE(has(output, R"("result":"did clean\nattempt 1: no luck\n")")) << output;
  EXPECT_TRUE(has(output, R"("parent_run_id":1)")) << output;
}

TEST_F(JobsApiTest, RepairsWhatFailed) {
  failing_ = "clean";
  post("jobs/runs/submit", kSubmit);
  EXPECT_TRUE(has(post("jobs/runs/repair", R"({"run_id":1})"), "has not ended"));
  scheduler_.look();
  failing_ = "";
  ran_ = "";
  EXPECT_EQ(post("jobs/runs/repair", R"({"run_id":1,"rerun_all_failed_tasks":true})"),
            R"({"repair_id":1})");
  scheduler_.look();
  EXPECT_EQ(ran_, "clean(ada) query(ada) ");
  EXPECT_EQ(task_states(), "gather:succeeded clean:succeeded query:succeeded ");
  EXPECT_TRUE(has(post("jobs/runs/repair", R"({"run_id":1})"), "have succeeded"));
  EXPECT_TRUE(
      has(post("jobs/runs/repair", R"({"run_id":1,"rerun_tasks":["no"]})"), "no task 'no'"));
}

TEST_F(JobsApiTest, CancelsARunAndAll) {
  post("jobs/runs/submit", kSubmit);
  EXPECT_EQ(post("jobs/runs/cancel", R"({"run_id":1})"), "{}");
  EXPECT_TRUE(has(get("jobs/runs/get?run_id=1"), R"("result_state":"CANCELED")"));
  post("jobs/runs/submit", kSubmit);
  post("jobs/runs/submit", kSubmit);
  EXPECT_TRUE(has(post("jobs/runs/cancel-all", "{}"), "job_id is required"));
  EXPECT_EQ(post("jobs/runs/cancel-all", R"({"all_queued_runs":true})"), "{}");
  scheduler_.look();
  EXPECT_EQ(ran_, "");
}

TEST_F(JobsApiTest, ListsRunsByPages) {
  for (int i = 0; i < 5; ++i) post("jobs/runs/submit", kSubmit);
  std::string page = get("jobs/runs/list?limit=2");
  EXPECT_TRUE(has(page, R"("run_id":5)") && has(page, R"("next_page_token":"2")")) << page;
  page = get("jobs/runs/list?limit=2&page_token=4");
  EXPECT_TRUE(has(page, R"("run_id":1)") && has(page, R"("has_more":false)")) << page;
  EXPECT_TRUE(has(get("jobs/runs/list?completed_only=true"), R"("runs":[])"));
  EXPECT_TRUE(has(get("jobs/runs/list?limit=26"), "between 1 and 25"));
}

TEST_F(JobsApiTest, NamesWhatIsWrong) {
  const std::pair<const char*, const char*> kWrong[] = {
      {"{", "the body is not JSON"},
      {"[]", "no JSON object"},
      {"{}", "without notebook_task"},
      {R"({"spark_jar_task":{}})", "spark_jar_task: pinflow runs notebook_tasks only"},
      {R"({"notebook_task":{}})", "notebook_path is required"},
      {R"({"notebook_task":{"notebook_path":"/a","base_parameters":[]}})", "must be an object"},
      {R"({"notebook_task":{"notebook_path":"/a","base_parameters":{"a":{}}}})", "must be a text"},
      {R"({"notebook_task":{"notebook_path":"/a","base_parameters":{"databricks.job_id":"x"}}})",
       "are taken"},
      {R"({"tasks":[]})", "at least one task"},
      {R"({"idempotency_token":5,"notebook_task":{"notebook_path":"/a"}})", "must be a text"},
  };
  for (const auto& [body, message] : kWrong) {
    http::Response response = send("POST", "jobs/runs/submit", body);
    EXPECT_EQ(response.status, 400) << body;
    EXPECT_TRUE(has(response.body, R"("error_code":"INVALID_PARAMETER_VALUE")")) << response.body;
    EXPECT_TRUE(has(response.body, message)) << response.body;
  }
  EXPECT_TRUE(has(get("jobs/runs/get"), "run_id is required"));
  EXPECT_TRUE(has(get("jobs/runs/get?run_id=x"), "must be a number"));
  EXPECT_TRUE(has(get("jobs/runs/get?run_id=9"), "Run 9 does not exist."));
  EXPECT_TRUE(has(get("jobs/runs/get?run_id=1000000001005"), "does not exist."));
}

}  // namespace
}  // namespace pinflow::schedule::databricks
