#include "serve/run_routes.h"

#include <gtest/gtest.h>

#include "runs/memory_run_store.h"
#include "serve/desk_for_test.h"

namespace pinflow::serve {
namespace {

class RunRoutes : public testing::Test {
 protected:
  RunRoutes() {
    RunControl control;
    control.dag = "shop";
    control.schedule = "@daily";
    control.tasks = {{"load", {}}, {"sum", {"load"}}};
    control.start = [this](const RunParameters& parameters,
                           const std::vector<std::string>& tasks) -> Result<runs::RunId> {
      return runs_->create_run("shop", "manual", parameters,
                               tasks.empty() ? std::vector<std::string>{"load", "sum"} : tasks);
    };
    control.cancel = [this](runs::RunId id) {
      return runs_->set_run_state(id, runs::State::kCancelled);
    };
    control.set_paused = [this](bool paused) {
      said_ += paused ? "rest " : "run ";
      return Status();
    };
    control.backfill = [this](const std::string& from, const std::string& to) {
      said_ += from + " to " + to;
      return Result<Backfilled>({{runs::RunId{4}, runs::RunId{5}}, 2, 1});
    };
    add_run_routes(desk_.desk(), *runs_, control);
  }

  http::Response post(std::string path, std::string body = "{}") {
    return desk_.send("POST", std::move(path), "", std::move(body));
  }

  std::unique_ptr<runs::RunStore> runs_ = runs::open_memory_run_store();
  DeskForTest desk_;
  std::string said_;
};

TEST_F(RunRoutes, ShowTheTasksAndTheirOrder) {
  EXPECT_EQ(desk_.get("/v1/dag"),
            R"({"name":"shop","schedule":"@daily","tasks":[{"name":"load","after":[]},)"
            R"({"name":"sum","after":["load"]}]})");
}

TEST_F(RunRoutes, BeginARunWithWhatItIsGiven) {
  EXPECT_EQ(post("/v1/runs", R"({"tasks":["sum"],"parameters":{"full":"true"}})").body,
            R"({"id":1})");
  std::string run = desk_.get("/v1/runs/1");
  EXPECT_NE(run.find(R"("parameters":{"full":"true"},"tasks":[{"task":"sum","state":"queued")"),
            std::string::npos)
      << run;
  EXPECT_NE(desk_.get("/v1/runs").find("[{\"id\":1,"), std::string::npos);
}

TEST_F(RunRoutes, RetryWhatDidNotSucceedAsANewRun) {
  post("/v1/runs", R"({"parameters":{"user_id":"ada"}})");
  EXPECT_EQ(post("/v1/runs/1/retry").status, 409);  // It has not ended.
  ASSERT_TRUE(
      runs_->set_task(runs::RunId{1}, {.task = "load", .state = runs::State::kSucceeded}).ok());
  ASSERT_TRUE(runs_
                  ->set_task(runs::RunId{1},
                             {.task = "sum", .state = runs::State::kFailed, .message = "no rows"})
                  .ok());
  ASSERT_TRUE(runs_->set_run_state(runs::RunId{1}, runs::State::kFailed).ok());
  EXPECT_EQ(post("/v1/runs/1/retry").body, R"({"id":2})");
  runs::Run retried = *runs_->run(runs::RunId{2});
  ASSERT_EQ(retried.tasks.size(), 1u);
  EXPECT_EQ(retried.tasks[0].task, "sum");
  EXPECT_EQ(retried.parameters.at("user_id"), "ada");
  EXPECT_NE(desk_.get("/v1/runs/1").find("\"message\":\"no rows\""), std::string::npos);
}

TEST_F(RunRoutes, RunAllAgainWhereAllHadSucceeded) {
  post("/v1/runs");
  for (const char* task : {"load", "sum"}) {
    ASSERT_TRUE(
        runs_->set_task(runs::RunId{1}, {.task = task, .state = runs::State::kSucceeded}).ok());
  }
  ASSERT_TRUE(runs_->set_run_state(runs::RunId{1}, runs::State::kSucceeded).ok());
  EXPECT_EQ(post("/v1/runs/1/retry").body, R"({"id":2})");
  EXPECT_EQ(runs_->run(runs::RunId{2})->tasks.size(), 2u);
}

TEST_F(RunRoutes, ShowWhatATaskSaid) {
  post("/v1/runs");
  ASSERT_TRUE(runs_->append_log(runs::RunId{1}, "load", "12 \"rows\"").ok());
  EXPECT_EQ(desk_.get("/v1/runs/1/tasks/load/log"), R"(["12 \"rows\""])");
}

TEST_F(RunRoutes, LetTheDagRestAndRunAgain) {
  EXPECT_EQ(post("/v1/dag/pause").body, R"({"paused":true})");
  EXPECT_EQ(post("/v1/dag/resume").body, R"({"paused":false})");
  EXPECT_EQ(said_, "rest run ");
}

TEST_F(RunRoutes, QueueTheRunsOfDaysThatHavePassed) {
  EXPECT_EQ(post("/v1/dag/backfill", R"({"from":"2026-01-01","to":"2026-01-05"})").body,
            R"({"runs":[4,5],"succeeded_before":2,"under_way":1})");
  EXPECT_EQ(said_, "2026-01-01 to 2026-01-05");
  EXPECT_EQ(post("/v1/dag/backfill", R"({"from":"2026-01-01"})").status, 400);
}

TEST_F(RunRoutes, KnowNoOtherRun) {
  EXPECT_EQ(desk_.send("GET", "/v1/runs/9").status, 404);
  EXPECT_EQ(post("/v1/runs/9/retry").status, 404);
  EXPECT_EQ(post("/v1/runs/9/cancel").status, 404);
  EXPECT_EQ(post("/v1/runs", "[]").status, 400);
}

}  // namespace
}  // namespace pinflow::serve
