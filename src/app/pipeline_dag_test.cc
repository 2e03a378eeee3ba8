#include "app/pipeline_dag.h"

#include <gtest/gtest.h>

#include "app/pipeline_file.h"
#include "base/file.h"

namespace pinflow::app {
namespace {

class PipelineDagTest : public testing::Test {
 protected:
  PipelineDagTest() {
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    EXPECT_TRUE(config_.set("app.data", testing::TempDir() + "pipeline_dag_" + name, "test").ok());
  }

  Config config_ = *Config::load({});
  model::Pipeline pipeline_ = *load_pipeline(pipeline_files(""));
};

TEST_F(PipelineDagTest, IsWhatThePipelineSays) {
  pipeline_.schedule = "0 6 * * *";
  pipeline_.dag.time_zone = "Europe/Berlin";
  pipeline_.dag.catch_up_from = "2026-07-01";
  pipeline_.dag.retries = 4;
  pipeline_.dag.timeout = std::chrono::hours(1);
  pipeline_.dag.max_active_tasks = 3;
  pipeline_.dag.max_active_runs = 2;
  pipeline_.dag.parameters = {{"full", "true"}};
  Parts parts(config_, pipeline_);
  auto opened = open_dag(parts);
  ASSERT_TRUE(opened.ok()) << opened.status().message();
  const PipelineDag& dag = **opened;
  EXPECT_EQ(dag.part(), "dag/pinterest");
  EXPECT_EQ(schedule::time_text(*dag.catch_up_from), "2026-06-30T22:00:00Z");
  EXPECT_EQ(schedule::time_text(dag.cron->next_after(*dag.catch_up_from)), "2026-07-01T04:00:00Z");
  EXPECT_EQ(dag.runner->retries.count, 4);
  EXPECT_EQ(dag.runner->timeout, std::chrono::hours(1));
  EXPECT_EQ(dag.runner->defaults.at("full"), "true");
  EXPECT_EQ(dag.runner->tasks_at_once, 3u);
  EXPECT_EQ(dag.runner->runs_at_once, 2u);
  std::vector<std::string> jobs;
  for (const schedule::Job& job : dag.jobs) jobs.push_back(job.name);
  EXPECT_EQ(jobs, (std::vector<std::string>{"gather", "clean", "clean_pin", "clean_geo",
                                            "clean_user", "query"}));
}

TEST_F(PipelineDagTest, CleansDatasetsInTasksOfTheirOwn) {
  pipeline_.tasks = {{"gather", {}},
                     {"clean_pin", {"gather"}},
                     {"clean_geo", {"gather"}},
                     {"clean_user", {"gather"}},
                     {"query", {"clean_pin", "clean_geo", "clean_user"}}};
  pipeline_.dag.max_active_tasks = 3;
  Parts parts(config_, pipeline_);
  auto dag = std::move(*open_dag(parts));
  runs::RunId id = *dag->runner->create("manual", {{"user_id", "demo"}});
  EXPECT_EQ(*dag->runner->run(id), runs::State::kSucceeded);
  for (const char* dataset : {"pin", "geo", "user"}) {
    auto log = dag->runner->runs.log(id, std::string("clean_") + dataset);
    ASSERT_EQ(log->size(), 1u);
    EXPECT_EQ(log->at(0),
              std::string("clean demo_") + dataset + ": 0 rows, 0 duplicates, 0 dead letters");
  }
}

TEST_F(PipelineDagTest, NeedsNoSchedule) {
  pipeline_.schedule.clear();
  Parts parts(config_, pipeline_);
  auto opened = open_dag(parts);
  ASSERT_TRUE(opened.ok()) << opened.status().message();
  EXPECT_FALSE((*opened)->cron);
  EXPECT_FALSE((*opened)->catch_up_from);
}

TEST_F(PipelineDagTest, TellsWhatTasksSay) {
  Parts parts(config_, pipeline_);
  std::string said;
  auto dag = std::move(*open_dag(parts, [&](std::string_view line) { said += line; }));
  runs::RunId id = *dag->runner->create("manual", {}, {"query"});
  EXPECT_EQ(*dag->runner->run(id), runs::State::kSucceeded);
  EXPECT_EQ(said, dag->runner->runs.log(id, "query")->at(0));
}

TEST_F(PipelineDagTest, TellsThoseWhoAreConfigured) {
  Parts parts(config_, pipeline_);
  auto dag = std::move(*open_dag(parts));
  EXPECT_TRUE(open_alerts(config_, *dag->runner)->empty());
  const std::string file = testing::TempDir() + "pipeline_dag_webhook";
  ASSERT_TRUE(replace_file(file, "https://127.0.0.1/hook\n").ok());
  ASSERT_TRUE(config_.set("schedule.alert.webhook_file", file, "test").ok());
  ASSERT_TRUE(config_.set("schedule.alert.command", "true", "test").ok());
  EXPECT_EQ(open_alerts(config_, *dag->runner)->size(), 2u);
  ASSERT_TRUE(config_.set("schedule.alert.mail_server", "smtp://127.0.0.1", "test").ok());
  EXPECT_EQ(open_alerts(config_, *dag->runner).status().message(),
            "schedule.alert: '' is no address: write name@host");
  ASSERT_TRUE(config_.set("schedule.alert.mail_server", "", "test").ok());
  ASSERT_TRUE(replace_file(file, "a secret").ok());
  EXPECT_EQ(open_alerts(config_, *dag->runner).status().message(),
            "schedule.alert: the webhook is no URL");
  ASSERT_TRUE(config_.set("schedule.alert.late_after_s", "-1", "test").ok());
  EXPECT_EQ(open_alerts(config_, *dag->runner).status().message(),
            "schedule.alert.late_after_s: 0 or more is wanted");
}

}  // namespace
}  // namespace pinflow::app
