#include "schedule/scheduler.h"

#include <gtest/gtest.h>

#include <atomic>

#include "runs/memory_run_store.h"

namespace pinflow::schedule {
namespace {

using runs::State;
using std::chrono::minutes;

class SchedulerTest : public testing::Test {
 protected:
  void command(const char* name, const char* argument = "") {
    ASSERT_TRUE(runs_->put_command("dag/daily", name, argument).ok());
  }
  size_t run_count() { return runs_->runs("daily", 100)->size(); }

  ManualClock clock_{UnixMillis(std::chrono::milliseconds(0))};
  std::unique_ptr<runs::RunStore> runs_ = runs::open_memory_run_store(clock_);
  std::atomic<int> ran_{0};
  Dag dag_{"daily", {{"work", {}}}};
  std::vector<Job> jobs_{{"work", [this](const Parameters&, const LogLine&) {
                            ++ran_;
                            return Status();
                          }}};
  DagRunner runner_{dag_, jobs_, *runs_, {}, clock_};
};

TEST_F(SchedulerTest, RunsTheDagOnceEachTimeItIsDue) {
  Scheduler scheduler(runner_, *Cron::parse("@every 5m"));
  scheduler.look();
  EXPECT_EQ(run_count(), 0u);
  clock_.advance(minutes(5));
  scheduler.look();
  scheduler.look();
  ASSERT_EQ(run_count(), 1u);
  EXPECT_EQ(runs_->runs("daily", 1)->at(0).trigger, "schedule");
  EXPECT_EQ(runs_->runs("daily", 1)->at(0).state, State::kSucceeded);
  clock_.advance(minutes(60));  // Eleven times that were missed are not made up.
  scheduler.look();
  EXPECT_EQ(run_count(), 2u);
  EXPECT_EQ(runs_->parts()->at(0).state, "idle");
}

TEST_F(SchedulerTest, RunsWhenAskedAndWhatIsQueued) {
  Scheduler scheduler(runner_, std::nullopt);
  command("trigger", "{\"day\":\"2026-01-01\"}");
  scheduler.look();
  EXPECT_EQ(runs_->runs("daily", 1)->at(0).parameters.at("day"), "2026-01-01");
  ASSERT_TRUE(runner_.create("api", {}).ok());
  scheduler.look();
  EXPECT_EQ(ran_, 2);
  command("trigger", "no json");
  scheduler.look();
  EXPECT_EQ(ran_, 2);
}

TEST_F(SchedulerTest, SaysThatARunFailedWhichTheProcessDidNotSurvive) {
  runs::RunId id = *runner_.create("manual", {});
  ASSERT_TRUE(runs_->set_run_state(id, State::kRunning).ok());
  runs::TaskRun task;
  task.task = "work";
  task.state = State::kRunning;
  ASSERT_TRUE(runs_->set_task(id, task).ok());
  Scheduler scheduler(runner_, std::nullopt);
  EXPECT_EQ(runs_->run(id)->state, State::kFailed);
  EXPECT_EQ(runs_->run(id)->tasks[0].state, State::kFailed);
  EXPECT_NE(runs_->run(id)->tasks[0].message.find("interrupted"), std::string::npos);
}

TEST_F(SchedulerTest, RestsWhilePausedEvenAcrossARestart) {
  {
    Scheduler scheduler(runner_, *Cron::parse("@hourly"));
    command("pause");
    scheduler.look();
    EXPECT_EQ(runs_->parts()->at(0).state, "paused");
  }
  Scheduler scheduler(runner_, *Cron::parse("@hourly"));
  clock_.advance(minutes(61));
  scheduler.look();
  EXPECT_EQ(ran_, 0);
  command("resume");
  scheduler.look();
  EXPECT_EQ(ran_, 1);
}

TEST_F(SchedulerTest, RunsOnItsOwnThreadUntilItIsStopped) {
  Scheduler scheduler(runner_, std::nullopt);
  command("trigger");
  scheduler.start();
  while (ran_ == 0) std::this_thread::yield();
  scheduler.stop();
  EXPECT_EQ(runs_->runs("daily", 1)->at(0).state, State::kSucceeded);
  scheduler.start();
}

}  // namespace
}  // namespace pinflow::schedule
