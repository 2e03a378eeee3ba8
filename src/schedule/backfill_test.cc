#include "schedule/backfill.h"

#include <gtest/gtest.h>

#include "runs/memory_run_store.h"
#include "schedule/scheduler.h"

namespace pinflow::schedule {
namespace {

using runs::State;
using std::chrono::days;
using std::chrono::hours;

class BackfillTest : public testing::Test {
 protected:
  BackfillReport fill(int from_day, int to_day) {
    auto report = backfill(runner_, daily_, start_ + days(from_day), start_ + days(to_day + 1),
                           {{"user_id", "demo"}});
    EXPECT_TRUE(report.ok()) << report.status().message();
    return *report;
  }
  void run_all() { Scheduler(runner_, std::nullopt).look(); }

  const UnixMillis start_{std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)};
  ManualClock clock_{start_ + days(10)};
  std::unique_ptr<runs::RunStore> runs_ = runs::open_memory_run_store(clock_);
  std::string ran_;
  std::string failing_;
  Dag dag_{"daily", {{"read", {}}, {"work", {"read"}}}};
  std::vector<Job> jobs_{{"read", [](const auto&, const auto&, const auto&) { return Status(); }},
                         {"work", [this](const Parameters& parameters, const auto&, const auto&) {
                            const std::string& time = parameters.at(kScheduledFor);
                            ran_ += time.substr(8, 2) + " ";
                            return time.substr(8, 2) == failing_
                                       ? Status(Code::kInvalidArgument, "no luck")
                                       : Status();
                          }}};
  DagRunner runner_{dag_, jobs_, *runs_, {}, clock_};
  Cron daily_ = *Cron::parse("@daily");
};

TEST_F(BackfillTest, RunsEachDayOnceHoweverOftenItIsAskedFor) {
  EXPECT_EQ(fill(0, 2).queued.size(), 3u);
  EXPECT_EQ(fill(1, 3).under_way, 2);
  run_all();
  EXPECT_EQ(ran_, "01 02 03 04 ");
  BackfillReport again = fill(0, 3);
  EXPECT_EQ(again.succeeded, 4);
  EXPECT_TRUE(again.queued.empty());
  run_all();
  EXPECT_EQ(ran_, "01 02 03 04 ");
  EXPECT_EQ(runs_->runs("daily", 9)->at(0).parameters.at("user_id"), "demo");
  EXPECT_EQ(runs_->runs("daily", 9)->at(0).trigger, "backfill");
}

TEST_F(BackfillTest, RunsAgainWhatFailedAndOnlyThat) {
  failing_ = "02";
  fill(0, 2);
  run_all();
  failing_.clear();
  BackfillReport again = fill(0, 2);
  ASSERT_EQ(again.queued.size(), 1u);
  run_all();
  EXPECT_EQ(ran_, "01 02 03 02 ");
  EXPECT_EQ(runs_->run(again.queued[0])->state, State::kSucceeded);
  EXPECT_EQ(runs_->runs("daily", 9)->size(), 3u);
}

TEST_F(BackfillTest, LeavesOutWhatTheScheduleRanAndWhatIsToCome) {
  Scheduler scheduler(runner_, daily_);
  clock_.advance(hours(24));
  scheduler.look();
  BackfillReport report = fill(9, 30);
  EXPECT_EQ(report.queued.size(), 2u);  // The 10th and 11th; the 12th has run.
  EXPECT_EQ(report.succeeded, 1);
}

TEST_F(BackfillTest, LetsOtherRunsGoFirst) {
  fill(0, 1);
  ASSERT_TRUE(runner_.create("manual", {{kScheduledFor, "2026-01-99"}}).ok());
  run_all();
  EXPECT_EQ(ran_, "99 01 02 ");
}

TEST_F(BackfillTest, RefusesTooManyTimesAtOnce) {
  auto report = backfill(runner_, *Cron::parse("@every 1s"), start_, start_ + days(1), {});
  EXPECT_EQ(report.status().message(), "backfill: over 10000 runs: take fewer days at once");
  EXPECT_TRUE(runs_->runs("", 1)->empty());
}

TEST(ParseDay, ReadsDaysThatThereAre) {
  using std::chrono::local_days;
  EXPECT_EQ(*parse_day("2024-02-29"), local_days(std::chrono::year(2024) / 2 / 29));
  for (const char* text : {"", "2026-02-29", "2026-2-1", "2026-01-01T", "01.02.2026", "2026-01--1"})
    EXPECT_FALSE(parse_day(text).ok()) << text;
}

}  // namespace
}  // namespace pinflow::schedule
