#include "schedule/dag.h"

#include <gtest/gtest.h>

#include <thread>

#include "runs/memory_run_store.h"

namespace pinflow::schedule {
namespace {

using runs::State;
using std::chrono::milliseconds;
using std::chrono::seconds;

std::string order(std::vector<model::Task> tasks) {
  auto names = task_order({"d", std::move(tasks)});
  if (!names.ok()) return names.status().message();
  std::string joined;
  for (const std::string& name : *names) joined += name + " ";
  return joined;
}

TEST(TaskOrder, PutsEachTaskBehindThoseItWaitsFor) {
  EXPECT_EQ(order({{"c", {"a", "b"}}, {"a", {}}, {"b", {"a"}}, {"d", {}}}), "a b c d ");
}

TEST(TaskOrder, NamesACycleAnUnknownTaskAndARepeatedOne) {
  EXPECT_EQ(order({{"x", {"a"}}, {"a", {"b"}}, {"b", {"a"}}}),
            "tasks wait for each other: a > b > a");
  EXPECT_EQ(order({{"clean_all", {}}, {"b", {"clean_al"}}}),
            "task 'clean_al' is unknown; did you mean 'clean_all'?");
  EXPECT_EQ(order({{"a", {}}, {"a", {}}}), "task 'a' is there twice");
}

class DagRunnerTest : public testing::Test {
 protected:
  // A job that fails as often as `failures` says, then succeeds.
  void add_job(const std::string& name, int failures = 0, Code code = Code::kUnavailable) {
    jobs_.push_back({name, [this, name, failures, code](const Parameters& parameters,
                                                        const LogLine& log, const auto&) mutable {
                       ran_ += name + parameters.at("day") + " ";
                       log("ran " + name);
                       return failures-- > 0 ? Status(code, "no luck") : Status();
                     }});
  }

  runs::Run run(const std::stop_token& cancel = {}, const std::vector<std::string>& tasks = {}) {
    DagRunner runner{dag_, jobs_, *runs_, retries_, clock_, [this](milliseconds time, const auto&) {
                       waited_.push_back(time);
                       clock_.advance(time);
                       return true;
                     }};
    auto id = runner.create("manual", {{"day", "1"}}, tasks);
    EXPECT_TRUE(id.ok()) << id.status().message();
    auto state = runner.run(*id, {}, cancel);
    EXPECT_EQ(*state, runs_->run(*id)->state);
    return *runs_->run(*id);
  }

  Dag dag_{"daily", {{"clean", {"read"}}, {"read", {}}, {"report", {}}}};
  std::vector<Job> jobs_;
  Retries retries_{2, seconds(10), seconds(15)};
  ManualClock clock_{UnixMillis(milliseconds(0))};
  std::unique_ptr<runs::RunStore> runs_ = runs::open_memory_run_store(clock_);
  std::string ran_;
  std::vector<milliseconds> waited_;
};

TEST_F(DagRunnerTest, RunsTasksInOrderWithTheRunsParametersAndKeepsTheirLogs) {
  for (const char* name : {"report", "clean", "read"}) add_job(name);
  runs::Run ended = run();
  EXPECT_EQ(ran_, "read1 clean1 report1 ");
  EXPECT_EQ(ended.state, State::kSucceeded);
  for (const runs::TaskRun& task : ended.tasks) EXPECT_EQ(task.state, State::kSucceeded);
  EXPECT_EQ(*runs_->log(ended.id, "clean"), (std::vector<std::string>{"ran clean"}));
}

TEST_F(DagRunnerTest, TriesAgainWithGrowingDelays) {
  add_job("read", 2);
  add_job("clean");
  add_job("report");
  runs::Run ended = run();
  EXPECT_EQ(ended.state, State::kSucceeded);
  EXPECT_EQ(waited_, (std::vector<milliseconds>{seconds(10), seconds(15)}));
  EXPECT_EQ(ended.tasks[0].attempt, 3);
  EXPECT_EQ(*ended.tasks[0].ended_at - *ended.tasks[0].started_at, seconds(25));
  EXPECT_EQ(runs_->log(ended.id, "read")->at(1), "attempt 1: no luck");
}

TEST_F(DagRunnerTest, SkipsWhatWaitsForAFailedTaskAndRunsTheRest) {
  add_job("read", 3);
  add_job("clean");
  add_job("report");
  runs::Run ended = run();
  EXPECT_EQ(ended.state, State::kFailed);
  EXPECT_EQ(ended.tasks[0].message, "no luck");
  EXPECT_EQ(ended.tasks[1].state, State::kSkipped);
  EXPECT_EQ(ended.tasks[2].state, State::kSucceeded);
}

TEST_F(DagRunnerTest, DoesNotTryAgainWhatCannotHeal) {
  add_job("read", 1, Code::kInvalidArgument);
  add_job("clean");
  add_job("report");
  EXPECT_EQ(run().state, State::kFailed);
  EXPECT_TRUE(waited_.empty());
}

TEST_F(DagRunnerTest, CancelsWhatHasNotStarted) {
  for (const char* name : {"report", "clean", "read"}) add_job(name);
  std::stop_source stop;
  stop.request_stop();
  runs::Run ended = run(stop.get_token());
  EXPECT_EQ(ended.state, State::kCancelled);
  EXPECT_EQ(ran_, "");
}

TEST_F(DagRunnerTest, RunsOnlyTheTasksThatWereAskedFor) {
  for (const char* name : {"report", "clean", "read"}) add_job(name);
  runs::Run ended = run({}, {"clean"});  // What it waits for is not of this run.
  EXPECT_EQ(ended.state, State::kSucceeded);
  EXPECT_EQ(ran_, "clean1 ");
  DagRunner runner{dag_, jobs_, *runs_};
  EXPECT_EQ(runner.create("manual", {}, {"cleen"}).status().message(),
            "task 'cleen' is unknown; did you mean 'clean'?");
}

TEST_F(DagRunnerTest, LeavesARunToWhoeverTakesItOverWhenTheProcessEnds) {
  std::stop_source shutdown;
  for (const char* name : {"report", "clean"}) add_job(name);
  add_job("read", 1);
  DagRunner runner{dag_, jobs_, *runs_, retries_, clock_, [&](milliseconds, const auto&) {
                     shutdown.request_stop();
                     return false;
                   }};
  runs::RunId id = *runner.create("manual", {{"day", "1"}});
  EXPECT_EQ(*runner.run(id, shutdown.get_token()), State::kRunning);
  EXPECT_EQ(runs_->run(id)->state, State::kRunning);
  EXPECT_EQ(*runner.run(id), State::kSucceeded);
  EXPECT_EQ(ran_, "read1 read1 clean1 report1 ");
}

TEST_F(DagRunnerTest, RunsNothingTwiceAtOnceNorAgainAfterItsEnd) {
  const RunLocks locks(std::filesystem::path(testing::TempDir()) / "dag_runner" / "runs.lock");
  for (const char* name : {"report", "clean", "read"}) add_job(name);
  DagRunner runner{dag_, jobs_, *runs_};
  runner.locks = &locks;
  runs::RunId id = *runner.create("manual", {{"day", "1"}});
  {
    auto elsewhere = runner.hold(id);
    EXPECT_EQ(runner.run(id).status().code(), Code::kAlreadyExists);
  }
  EXPECT_EQ(ran_, "");
  EXPECT_EQ(*runner.run(id), State::kSucceeded);
  EXPECT_EQ(*runner.run(id), State::kSucceeded);
  EXPECT_EQ(ran_, "read1 clean1 report1 ");
}

TEST_F(DagRunnerTest, StopsTheTaskAtHandWhenTheRunIsCancelledOrItsTimeIsOver) {
  std::stop_source cancel;
  bool is_cancelled = true;
  jobs_ = {{"read", [&](const auto&, const auto&, const std::stop_token& stop) {
              if (is_cancelled) cancel.request_stop();
              while (!stop.stop_requested()) std::this_thread::yield();
              return Status(Code::kUnavailable, "stopped");
            }}};
  for (const char* name : {"report", "clean"}) add_job(name);
  runs::Run cancelled = run(cancel.get_token());
  EXPECT_EQ(cancelled.state, State::kCancelled);
  EXPECT_EQ(cancelled.tasks[0].state, State::kCancelled);
  EXPECT_EQ(cancelled.tasks[0].message, "stopped");
  is_cancelled = false;
  DagRunner runner{dag_, jobs_, *runs_, retries_};
  runner.timeout = milliseconds(20);
  runs::RunId id = *runner.create("manual", {{"day", "1"}});
  EXPECT_EQ(*runner.run(id), State::kFailed);
  // Where the machine is slow, its time was over before it began.
  EXPECT_EQ(runs_->run(id)->tasks[0].message.find("timeout: the run's time was over"), 0u);
  EXPECT_LE(runs_->run(id)->tasks[0].attempt, 1);
  EXPECT_EQ(ran_, "");
}

TEST_F(DagRunnerTest, RefusesATaskWithoutAJobBeforeAnythingRuns) {
  add_job("read");
  add_job("cleen");
  DagRunner runner{dag_, jobs_, *runs_};
  EXPECT_EQ(runner.create("manual", {}).status().message(),
            "job 'clean' is unknown; did you mean 'cleen'?");
  EXPECT_TRUE(runs_->runs("daily", 10)->empty());
}

TEST(WaitOrStop, EndsAtOnceWhenStopped) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(wait_or_stop(std::chrono::hours(1), stop.get_token()));
  EXPECT_TRUE(wait_or_stop(milliseconds(1), {}));
}

TEST_F(DagRunnerTest, RunsClearedTasksAgainAndThoseBehindThem) {
  for (const char* name : {"report", "clean", "read"}) add_job(name);
  runs::Run ended = run();
  DagRunner runner{dag_, jobs_, *runs_, retries_, clock_};
  ASSERT_TRUE(runner.clear(ended.id, {"read"}).ok());
  EXPECT_EQ(runs_->run(ended.id)->state, State::kQueued);
  EXPECT_EQ(runner.clear(ended.id).code(), Code::kAlreadyExists);
  ran_.clear();
  EXPECT_EQ(*runner.run(ended.id), State::kSucceeded);
  EXPECT_EQ(ran_, "read1 clean1 ");
  ran_.clear();
  ASSERT_TRUE(runner.clear(ended.id).ok());
  EXPECT_EQ(*runner.run(ended.id), State::kSucceeded);
  EXPECT_EQ(ran_, "read1 clean1 report1 ");
  EXPECT_EQ(runner.clear(ended.id, {"raed"}).message(),
            "task 'raed' is unknown; did you mean 'read'?");
  EXPECT_EQ(runner.clear(runs::RunId{99}).code(), Code::kNotFound);
}

TEST_F(DagRunnerTest, DoesNotClearTheRunsOfCommands) {
  for (const char* job : {"report", "clean", "read"}) add_job(job);
  DagRunner runner{dag_, jobs_, *runs_, retries_, clock_};
  runs::RunId id = *runner.create(runs::kTriggerCommand, {});
  ASSERT_TRUE(runs_->set_run_state(id, State::kFailed).ok());
  EXPECT_EQ(runner.clear(id).code(), Code::kInvalidArgument);
}

TEST_F(DagRunnerTest, BeginsNothingOnceItsTimeIsOver) {
  add_job("read", 9);
  add_job("clean");
  add_job("report");
  DagRunner runner{dag_,
                   jobs_,
                   *runs_,
                   {9, seconds(10), seconds(10)},
                   clock_,
                   [this](milliseconds time, const auto&) {
                     clock_.advance(time);
                     return true;
                   },
                   seconds(25)};
  runs::RunId id = *runner.create("manual", {{"day", "1"}});
  EXPECT_EQ(*runner.run(id), State::kFailed);
  EXPECT_EQ(ran_, "read1 read1 read1 ");  // At 0, 10 and 20 s.
  const runs::Run ended = *runs_->run(id);
  EXPECT_EQ(ended.tasks[1].state, State::kSkipped);
  EXPECT_NE(ended.tasks[2].message.find("timeout"), std::string::npos);
}

TEST_F(DagRunnerTest, GivesRunsTheParametersThatTheyDoNotSay) {
  for (const char* job : {"report", "clean", "read"}) add_job(job);
  DagRunner runner{dag_, jobs_, *runs_, retries_, clock_};
  runner.defaults = {{"full", "true"}, {"user_id", "demo"}};
  runs::RunId id = *runner.create("manual", {{"user_id", "other"}});
  Parameters all = {{"full", "true"}, {"user_id", "other"}};
  EXPECT_EQ(runs_->run(id)->parameters, all);
}

TEST_F(DagRunnerTest, MakesOneRunForATime) {
  for (const char* job : {"report", "clean", "read"}) add_job(job);
  DagRunner runner{dag_, jobs_, *runs_, retries_, clock_};
  UnixMillis due(std::chrono::sys_days(std::chrono::year(2026) / 1 / 31) + seconds(61));
  runs::RunId id = *runner.create_for(due, "schedule", {});
  EXPECT_EQ(runs_->run(id)->parameters.at(kScheduledFor), "2026-01-31T00:01:01Z");
  EXPECT_EQ(runner.create_for(due, "backfill", {}).status().code(), Code::kAlreadyExists);
}

}  // namespace
}  // namespace pinflow::schedule
