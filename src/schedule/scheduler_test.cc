#include "schedule/scheduler.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

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
  // A run whose process ended while it was at the `attempt`-th attempt of its task.
  runs::RunId interrupted(std::string_view trigger, int attempt) {
    runs::RunId id = *runner_.create(trigger, {});
    EXPECT_TRUE(runs_->set_run_state(id, State::kRunning).ok());
    EXPECT_TRUE(
        runs_->set_task(id, {.task = "work", .state = State::kRunning, .attempt = attempt}).ok());
    return id;
  }
  size_t run_count() { return runs_->runs("daily", 100)->size(); }

  ManualClock clock_{UnixMillis(std::chrono::milliseconds(0))};
  std::unique_ptr<runs::RunStore> runs_ = runs::open_memory_run_store(clock_);
  std::atomic<int> ran_{0};
  Dag dag_{"daily", {{"work", {}}}};
  std::vector<Job> jobs_{{"work", [this](const auto&, const auto&, const auto&) {
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

TEST_F(SchedulerTest, MakesUpWhatPassedWhereItCatchesUp) {
  clock_.advance(minutes(12));
  UnixMillis begin = clock_.now() - minutes(12);
  Scheduler(runner_, *Cron::parse("@every 5m"), begin).look();
  EXPECT_EQ(run_count(), 3u);  // Of minutes 0, 5 and 10.
  clock_.advance(minutes(10));
  Scheduler(runner_, *Cron::parse("@every 5m"), begin).look();
  EXPECT_EQ(run_count(), 5u);
  EXPECT_EQ(runs_->runs("daily", 1)->at(0).parameters.at(kScheduledFor), "1970-01-01T00:20:00Z");
  EXPECT_EQ(ran_, 5);
}

TEST_F(SchedulerTest, NeitherSkipsNorDoublesARunWhenTheClockJumps) {
  clock_.advance(minutes(60));
  Scheduler scheduler(runner_, *Cron::parse("@every 5m"));
  auto look_after = [&](int time) {
    clock_.advance(minutes(time));
    scheduler.look();
    return run_count();
  };
  EXPECT_EQ(look_after(5), 1u);     // 01:05
  EXPECT_EQ(look_after(-3), 1u);    // 01:02
  EXPECT_EQ(look_after(3), 1u);     // 01:05 again.
  EXPECT_EQ(look_after(5), 2u);     // 01:10
  EXPECT_EQ(look_after(600), 3u);   // 11:10, by mistake.
  EXPECT_EQ(look_after(-597), 3u);  // 01:13
  EXPECT_EQ(look_after(2), 4u);     // 01:15
  EXPECT_EQ(ran_, 4);
}

TEST_F(SchedulerTest, LetsOneProcessRunAndTakesOverAfterItsEnd) {
  auto file = std::filesystem::path(testing::TempDir()) / "scheduler" / "dag.lock";
  std::optional<Ownership> first_ownership(file);
  Ownership second_ownership(file);
  std::optional<Scheduler> first(std::in_place, runner_, *Cron::parse("@every 5m"), std::nullopt,
                                 &*first_ownership);
  Scheduler second(runner_, *Cron::parse("@every 5m"), std::nullopt, &second_ownership);
  runs::RunId id = interrupted("api", 1);
  clock_.advance(minutes(5));
  second.look();
  EXPECT_EQ(ran_, 0);
  first.reset();
  first_ownership.reset();
  second.look();
  EXPECT_EQ(runs_->run(id)->state, State::kSucceeded);
  EXPECT_EQ(ran_, 2);  // Also what was due meanwhile.
}

TEST_F(SchedulerTest, TakesCommandsBetweenTwoRuns) {
  jobs_ = {{"work", [&](const auto&, const auto&, const auto&) {
              return ++ran_, command("pause"), Status();
            }}};
  ASSERT_TRUE(runner_.create("manual", {}).ok());
  ASSERT_TRUE(runner_.create("manual", {}).ok());
  Scheduler scheduler(runner_, std::nullopt);
  scheduler.look();
  EXPECT_EQ(ran_, 1);
  EXPECT_EQ(runs_->parts()->at(0).state, "paused");
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

TEST_F(SchedulerTest, GoesOnWithARunThatTheProcessDidNotSurvive) {
  runs::RunId id = interrupted("api", 1);
  Scheduler scheduler(runner_, std::nullopt);
  scheduler.look();
  EXPECT_EQ(ran_, 1);
  EXPECT_EQ(runs_->run(id)->state, State::kSucceeded);
  EXPECT_EQ(runs_->run(id)->tasks[0].attempt, 2);
}

TEST_F(SchedulerTest, GivesUpATaskThatEndsTheProcessAgainAndAgain) {
  runs::RunId id = interrupted("api", Scheduler::kTakenOverMax);
  Scheduler scheduler(runner_, std::nullopt);
  scheduler.look();
  EXPECT_EQ(ran_, 0);
  EXPECT_EQ(runs_->run(id)->state, State::kFailed);
  EXPECT_EQ(runs_->run(id)->tasks[0].state, State::kFailed);
  EXPECT_NE(runs_->run(id)->tasks[0].message.find("interrupted"), std::string::npos);
}

TEST_F(SchedulerTest, LeavesTheRunsOfCommandsToThem) {
  runs::RunId interrupted_id = interrupted(runs::kTriggerCommand, 1);
  runs::RunId queued_id = *runner_.create(runs::kTriggerCommand, {});
  Scheduler scheduler(runner_, std::nullopt);
  scheduler.look();
  EXPECT_EQ(ran_, 0);
  EXPECT_EQ(runs_->run(interrupted_id)->state, State::kFailed);
  EXPECT_EQ(runs_->run(queued_id)->state, State::kQueued);
}

TEST_F(SchedulerTest, TakesARunOverOnlyWhenNobodyIsAtIt) {
  const RunLocks locks(std::filesystem::path(testing::TempDir()) / "scheduler" / "runs.lock");
  runner_.locks = &locks;
  runs::RunId commands = interrupted(runs::kTriggerCommand, 1);
  runs::RunId ours = interrupted("api", 1);
  auto at_commands = std::make_optional(runner_.hold(commands));
  auto at_ours = std::make_optional(runner_.hold(ours));
  Scheduler scheduler(runner_, std::nullopt);
  scheduler.look();
  EXPECT_EQ(runs_->run(commands)->state, State::kRunning);
  EXPECT_EQ(runs_->run(ours)->state, State::kRunning);
  at_commands.reset();
  scheduler.look();
  EXPECT_EQ(runs_->run(commands)->state, State::kFailed);
  EXPECT_EQ(ran_, 0);
  at_ours.reset();
  scheduler.look();
  EXPECT_EQ(runs_->run(ours)->state, State::kSucceeded);
  EXPECT_EQ(ran_, 1);
}

TEST_F(SchedulerTest, EndsTheRunOfACommandThatEndedBeforeIt) {
  runs::RunId id = *runner_.create(runs::kTriggerCommand, {});
  Scheduler scheduler(runner_, std::nullopt);
  clock_.advance(minutes(2));
  scheduler.look();
  EXPECT_EQ(runs_->run(id)->state, State::kFailed);
  EXPECT_EQ(ran_, 0);
}

TEST_F(SchedulerTest, CancelsWhatHasNotBegun) {
  runs::RunId id = *runner_.create("api", {});
  Scheduler scheduler(runner_, std::nullopt);
  ASSERT_TRUE(scheduler.cancel(id).ok());
  scheduler.look();
  EXPECT_EQ(ran_, 0);
  EXPECT_EQ(runs_->run(id)->state, State::kCancelled);
  EXPECT_EQ(runs_->run(id)->tasks[0].state, State::kCancelled);
  EXPECT_EQ(scheduler.cancel(runs::RunId{77}).code(), Code::kNotFound);
}

TEST_F(SchedulerTest, CancelsTheTasksBehindTheOneAtHand) {
  dag_.tasks = {{"work", {}}, {"more", {"work"}}};
  runs::RunId id{};
  Scheduler scheduler(runner_, std::nullopt);
  jobs_ = {{"work", [&](const auto&, const auto&, const auto&) { return scheduler.cancel(id); }},
           {"more", [&](const auto&, const auto&, const auto&) { return ++ran_, Status(); }}};
  id = *runner_.create("api", {});
  scheduler.look();
  EXPECT_EQ(ran_, 0);
  EXPECT_EQ(runs_->run(id)->state, State::kCancelled);
  EXPECT_EQ(runs_->run(id)->tasks[0].state, State::kSucceeded);
  EXPECT_EQ(runs_->run(id)->tasks[1].state, State::kCancelled);
}

TEST_F(SchedulerTest, GoesOnAfterARestartWithTheTasksThatHadNotBegun) {
  dag_.tasks = {{"work", {}}, {"more", {"work"}}};
  std::stop_source stop;
  std::string ran;
  jobs_ = {
      {"work",
       [&](const auto&, const auto&, const auto&) {
         stop.request_stop();
         return ran += "work ", Status();
       }},
      {"more", [&](const auto&, const auto&, const auto&) { return ran += "more ", Status(); }}};
  runs::RunId id = *runner_.create("api", {});
  {
    Scheduler scheduler(runner_, std::nullopt);
    scheduler.look(stop.get_token());
    EXPECT_EQ(runs_->run(id)->state, State::kRunning);
  }
  Scheduler scheduler(runner_, std::nullopt);
  scheduler.look();
  EXPECT_EQ(ran, "work more ");
  EXPECT_EQ(runs_->run(id)->state, State::kSucceeded);
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

TEST_F(SchedulerTest, RunsAsManyRunsAtOnceAsItMayAndTheOthersInOrder) {
  runner_.runs_at_once = 2;
  std::latch both(2);
  std::atomic<bool> goes_on = false;
  jobs_ = {{"work", [&](const auto&, const auto&, const auto&) {
              if (++ran_ > 2) return Status();
              both.arrive_and_wait();
              while (!goes_on) std::this_thread::yield();
              return Status();
            }}};
  std::vector<runs::RunId> ids;
  for (int i = 0; i < 3; ++i) ids.push_back(*runner_.create("manual", {}));
  Scheduler scheduler(runner_, std::nullopt);
  scheduler.start();
  both.wait();
  EXPECT_EQ(runs_->run(ids[0])->state, State::kRunning);
  EXPECT_EQ(runs_->run(ids[1])->state, State::kRunning);
  EXPECT_EQ(runs_->run(ids[2])->state, State::kQueued);
  goes_on = true;
  while (runs_->run(ids[2])->state != State::kSucceeded) std::this_thread::yield();
  scheduler.stop();
  for (runs::RunId id : ids) EXPECT_EQ(runs_->run(id)->state, State::kSucceeded);
  EXPECT_EQ(ran_, 3);
}

TEST_F(SchedulerTest, BeginsNoSecondRunWhileOneIsUnderWay) {
  std::atomic<int> at_hand = 0;
  jobs_ = {{"work", [&](const auto&, const auto&, const auto&) {
              EXPECT_EQ(++at_hand, 1);
              std::this_thread::yield();
              --at_hand;
              return ++ran_, Status();
            }}};
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(runner_.create("manual", {}).ok());
  Scheduler scheduler(runner_, std::nullopt);
  scheduler.start();
  while (ran_ < 20) std::this_thread::yield();
  scheduler.stop();
}

TEST_F(SchedulerTest, FailsAllTasksThatWereAtHandWhenItGivesARunUp) {
  dag_.tasks = {{"work", {}}, {"aside", {}}, {"more", {"work", "aside"}}};
  for (const char* name : {"aside", "more"}) {
    jobs_.push_back({name, [](const auto&, const auto&, const auto&) { return Status(); }});
  }
  runs::RunId id = interrupted("api", Scheduler::kTakenOverMax);
  ASSERT_TRUE(runs_->set_task(id, {.task = "aside", .state = State::kRunning, .attempt = 1}).ok());
  Scheduler(runner_, std::nullopt).look();
  const runs::Run run = *runs_->run(id);
  EXPECT_EQ(run.tasks[0].state, State::kFailed);
  EXPECT_EQ(run.tasks[1].state, State::kFailed);
  EXPECT_EQ(run.tasks[2].state, State::kSkipped);
}

}  // namespace
}  // namespace pinflow::schedule
