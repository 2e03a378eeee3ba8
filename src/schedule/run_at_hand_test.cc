#include "schedule/run_at_hand.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>

#include "runs/memory_run_store.h"

namespace pinflow::schedule {
namespace {

using runs::State;

// Tasks of which none ends before all of them have begun.
class RunAtHandTest : public testing::Test {
 protected:
  RunAtHandTest() {
    for (const char* name : {"a", "b", "c"}) add_meeting(name, Status());
    jobs_.push_back({"report", [this](const auto&, const auto&, const auto&) {
                       ran_ += "report ";
                       return Status();
                     }});
    runner_.tasks_at_once = 3;
  }
  void add_meeting(const char* name, const Status& status) {
    jobs_.push_back({name, [this, status](const auto&, const auto&, const std::stop_token&) {
                       begun_.arrive_and_wait();
                       return status;
                     }});
  }
  State state_of(runs::RunId id, const char* task) {
    const runs::Run run = *runs_->run(id);
    return std::ranges::find(run.tasks, task, &runs::TaskRun::task)->state;
  }

  Dag dag_{"daily", {{"a", {}}, {"b", {}}, {"c", {}}, {"report", {"a", "b", "c"}}}};
  std::vector<Job> jobs_;
  std::unique_ptr<runs::RunStore> runs_ = runs::open_memory_run_store(system_clock());
  std::string ran_;
  std::latch begun_{3};
  DagRunner runner_{dag_, jobs_, *runs_, {.count = 0}};
};

TEST_F(RunAtHandTest, RunsTasksThatDoNotWaitForEachOtherAtOnce) {
  runs::RunId id = *runner_.create("manual", {});
  EXPECT_EQ(*runner_.run(id), State::kSucceeded);
  EXPECT_EQ(ran_, "report ");
}

TEST_F(RunAtHandTest, RunsNoMoreAtOnceThanItMay) {
  std::atomic<int> at_hand = 0;
  std::atomic<int> most = 0;
  for (Job& job : jobs_) {
    job.run = [&](const auto&, const auto&, const auto&) {
      int now = ++at_hand;
      for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) continue;
      std::this_thread::yield();
      --at_hand;
      return Status();
    };
  }
  runner_.tasks_at_once = 2;
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(*runner_.run(*runner_.create("manual", {})), State::kSucceeded);
  }
  EXPECT_LE(most, 2);
}

TEST_F(RunAtHandTest, EndsWhenTheSiblingsOfAFailedTaskHaveEnded) {
  jobs_[0].run = [this](const auto&, const auto&, const auto&) -> Status {
    begun_.arrive_and_wait();
    throw std::runtime_error("out of luck");
  };
  runs::RunId id = *runner_.create("manual", {});
  EXPECT_EQ(*runner_.run(id), State::kFailed);
  EXPECT_EQ(runs_->run(id)->tasks[0].message, "out of luck");
  EXPECT_EQ(state_of(id, "b"), State::kSucceeded);
  EXPECT_EQ(state_of(id, "c"), State::kSucceeded);
  EXPECT_EQ(state_of(id, "report"), State::kSkipped);
}

TEST_F(RunAtHandTest, StopsAllTasksAtHandWhenTheRunIsCancelled) {
  std::stop_source cancel;
  for (Job& job : jobs_) {
    job.run = [&](const auto&, const auto&, const std::stop_token& stop) {
      begun_.arrive_and_wait();
      cancel.request_stop();
      while (!stop.stop_requested()) std::this_thread::yield();
      return Status(Code::kUnavailable, "stopped");
    };
  }
  runs::RunId id = *runner_.create("manual", {});
  EXPECT_EQ(*runner_.run(id, {}, cancel.get_token()), State::kCancelled);
  for (const char* task : {"a", "b", "c", "report"}) {
    EXPECT_EQ(state_of(id, task), State::kCancelled) << task;
  }
}

TEST_F(RunAtHandTest, LeavesWhatHadNotBegunWhenTheProcessEnds) {
  std::stop_source shutdown;
  jobs_[1].run = [&](const auto&, const auto&, const auto&) {
    begun_.arrive_and_wait();
    shutdown.request_stop();
    return Status();
  };
  runs::RunId id = *runner_.create("manual", {});
  EXPECT_EQ(*runner_.run(id, shutdown.get_token()), State::kRunning);
  EXPECT_EQ(state_of(id, "a"), State::kSucceeded);
  EXPECT_EQ(state_of(id, "report"), State::kQueued);
  EXPECT_EQ(*runner_.run(id), State::kSucceeded);
  EXPECT_EQ(ran_, "report ");
}

}  // namespace
}  // namespace pinflow::schedule
