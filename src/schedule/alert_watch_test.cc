#include "schedule/alert_watch.h"

#include <gtest/gtest.h>

#include "runs/memory_run_store.h"

namespace pinflow::schedule {
namespace {

using runs::State;
using std::chrono::minutes;

class AlertWatchTest : public testing::Test {
 protected:
  runs::RunId ends_as(State state, std::string_view trigger = "schedule") {
    clock_.advance(minutes(1));
    runs::RunId id = *runner_.create(trigger, {});
    const char* message = state == State::kFailed ? "no space" : "";
    EXPECT_TRUE(runs_->set_task(id, {.task = "work", .state = state, .message = message}).ok());
    EXPECT_TRUE(runs_->set_run_state(id, state).ok());
    return id;
  }
  AlertWatch watch(std::chrono::milliseconds late_after = {}) {
    return AlertWatch(
        runner_, "webhook",
        [this](const Alert& alert) {
          if (is_deaf_) return Status(Code::kUnavailable, "nobody listens");
          told_ += alert.kind + std::to_string(static_cast<int64_t>(alert.run)) + " ";
          message_ = alert.message;
          return Status();
        },
        late_after);
  }

  ManualClock clock_{UnixMillis(minutes(100))};
  std::unique_ptr<runs::RunStore> runs_ = runs::open_memory_run_store(clock_);
  Dag dag_{"daily", {{"work", {}}}};
  std::vector<Job> jobs_{{"work", [](const auto&, const auto&, const auto&) { return Status(); }}};
  DagRunner runner_{dag_, jobs_, *runs_, {}, clock_};
  std::string told_, message_;
  bool is_deaf_ = false;
};

TEST_F(AlertWatchTest, TellsOfEachRunThatFailsOnceAndAcrossRestarts) {
  ends_as(State::kFailed);  // Before anybody listened.
  AlertWatch first = watch();
  first.look();
  ends_as(State::kSucceeded);
  ends_as(State::kFailed);
  ends_as(State::kFailed);
  first.look();
  first.look();
  EXPECT_EQ(told_, "failed3 failed4 ");
  EXPECT_EQ(message_, "work: no space");
  ends_as(State::kFailed);
  AlertWatch second = watch();
  second.look();
  EXPECT_EQ(told_, "failed3 failed4 failed5 ");
}

TEST_F(AlertWatchTest, TellsOfARunThatSucceedsWithAWarning) {
  jobs_ = {{"work", [](const auto&, const LogLine& log, const auto&) {
              log("12 rows");
              log("warning: check a failed");
              return log("warning: check b failed"), Status();
            }}};
  AlertWatch watch = this->watch();
  watch.look();
  clock_.advance(minutes(1));
  ASSERT_EQ(*runner_.run(*runner_.create("schedule", {})), State::kSucceeded);
  watch.look();
  watch.look();
  EXPECT_EQ(told_, "warned1 ");
  EXPECT_EQ(message_, "work: check a failed; check b failed");
}

TEST_F(AlertWatchTest, TriesAgainWhatCouldNotBeTold) {
  AlertWatch watch = this->watch();
  watch.look();
  is_deaf_ = true;
  ends_as(State::kFailed);
  watch.look();
  EXPECT_EQ(told_, "");
  is_deaf_ = false;
  watch.look();
  EXPECT_EQ(told_, "failed1 ");
}

TEST_F(AlertWatchTest, TellsOnceOfARunThatIsLateAndNotOfBackfills) {
  AlertWatch watch = this->watch(minutes(10));
  ends_as(State::kRunning, runs::kTriggerBackfill);
  ends_as(State::kRunning);
  watch.look();
  EXPECT_EQ(told_, "");
  clock_.advance(minutes(11));
  watch.look();
  watch.look();
  EXPECT_EQ(told_, "late2 ");
  EXPECT_EQ(message_, "it is running since over 600 s");
  ends_as(State::kQueued);
  clock_.advance(minutes(11));
  watch.look();
  EXPECT_EQ(told_, "late2 late3 ");
}

TEST_F(AlertWatchTest, TellsOfARunThatFailsAgainAfterItWasCleared) {
  AlertWatch watch = this->watch();
  watch.look();
  runs::RunId id = ends_as(State::kFailed);
  watch.look();
  ASSERT_TRUE(runner_.clear(id).ok());
  clock_.advance(minutes(1));
  ASSERT_TRUE(runs_->set_run_state(id, State::kFailed).ok());
  watch.look();
  EXPECT_EQ(told_, "failed1 failed1 ");
}

}  // namespace
}  // namespace pinflow::schedule
