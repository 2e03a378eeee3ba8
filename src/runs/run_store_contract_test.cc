// What every RunStore promises. A new stand-in is done when its line is in kStandIns and this
// file passes.
#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "runs/memory_run_store.h"
#include "runs/run_store.h"
#include "runs/sqlite/sqlite_run_store.h"

namespace pinflow::runs {
namespace {

struct StandIn {
  const char* name;
  bool is_durable;  // Else a restart is left out of what is tested.
  Result<std::unique_ptr<RunStore>> (*open)(const std::filesystem::path&, const Clock&);
};
constexpr StandIn kStandIns[] = {
    {"sqlite", true, open_sqlite_run_store},
    {"memory", false,
     [](const std::filesystem::path&, const Clock& clock) {
       return Result<std::unique_ptr<RunStore>>(open_memory_run_store(clock));
     }},
};

UnixMillis at(int64_t milliseconds) { return UnixMillis(std::chrono::milliseconds(milliseconds)); }

class RunStoreContract : public testing::TestWithParam<StandIn> {
 protected:
  void SetUp() override {
    std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
    for (char& letter : test) letter = letter == '/' ? '_' : letter;
    path_ = std::filesystem::path(testing::TempDir()) / ("run_store_contract_" + test);
    std::filesystem::remove_all(path_);
    reopen();
  }

  void reopen() {
    if (store_ && !GetParam().is_durable) return;
    store_.reset();
    store_ = std::move(*GetParam().open(path_ / "runs", clock_));
  }

  RunId create(std::string_view dag = "daily") {
    return *store_->create_run(dag, "manual", {{"day", "2026-01-01"}}, {"zip", "clean"});
  }

  std::filesystem::path path_;
  ManualClock clock_{at(1000)};
  std::unique_ptr<RunStore> store_;
};

TEST_P(RunStoreContract, RemembersARunAndItsTasksInTheirOrderAfterARestart) {
  RunId id = create();
  TaskRun task{"clean", State::kFailed, 2, at(5), at(9), "no space"};
  ASSERT_TRUE(store_->set_task(id, {.task = "clean", .state = State::kRunning}).ok());
  ASSERT_TRUE(store_->set_task(id, task).ok());
  clock_.advance(std::chrono::milliseconds(50));
  ASSERT_TRUE(store_->set_run_state(id, State::kFailed).ok());
  reopen();
  auto run = store_->run(id);
  ASSERT_TRUE(run.ok()) << run.status().message();
  EXPECT_EQ(run->dag, "daily");
  EXPECT_EQ(run->trigger, "manual");
  EXPECT_EQ(run->parameters.at("day"), "2026-01-01");
  EXPECT_EQ(run->state, State::kFailed);
  EXPECT_EQ(run->created_at, at(1000));
  EXPECT_EQ(run->ended_at, at(1050));
  ASSERT_EQ(run->tasks.size(), 2u);
  EXPECT_EQ(run->tasks[0].task, "zip");
  EXPECT_EQ(run->tasks[0].state, State::kQueued);
  EXPECT_EQ(run->tasks[0].started_at, std::nullopt);
  EXPECT_EQ(run->tasks[1].attempt, 2);
  EXPECT_EQ(run->tasks[1].started_at, at(5));
  EXPECT_EQ(run->tasks[1].ended_at, at(9));
  EXPECT_EQ(run->tasks[1].message, "no space");
}

TEST_P(RunStoreContract, HasNoEndForARunThatGoesOn) {
  RunId id = create();
  ASSERT_TRUE(store_->set_run_state(id, State::kRunning).ok());
  EXPECT_EQ(store_->run(id)->ended_at, std::nullopt);
}

TEST_P(RunStoreContract, ListsADagsRunsNewestFirst) {
  RunId first = create();
  create("other");
  RunId second = create();
  auto runs = store_->runs("daily", 10);
  ASSERT_EQ(runs->size(), 2u);
  EXPECT_EQ(runs->at(0).id, second);
  EXPECT_EQ(runs->at(1).id, first);
  EXPECT_EQ(store_->runs("daily", 1)->size(), 1u);
  EXPECT_TRUE(store_->runs("unknown", 10)->empty());
  EXPECT_EQ(store_->runs("", 100)->size(), 3u);
}

TEST_P(RunStoreContract, MakesARunOfANameOnce) {
  RunId first = *store_->create_run_once("daily", "day 1", "schedule", {{"a", "b"}}, {"zip"});
  reopen();
  EXPECT_EQ(store_->create_run_once("daily", "day 1", "backfill", {}, {}).status().code(),
            Code::kAlreadyExists);
  EXPECT_EQ(*store_->named_run("daily", "day 1"), first);
  EXPECT_EQ(store_->run(first)->parameters.at("a"), "b");
  EXPECT_EQ(store_->named_run("daily", "day 2").status().code(), Code::kNotFound);
  EXPECT_TRUE(store_->create_run_once("other", "day 1", "schedule", {}, {}).ok());
  EXPECT_EQ(store_->runs("", 10)->size(), 2u);
}

TEST_P(RunStoreContract, ListsTheRunsThatHaveNotEndedOldestFirstAndBackfillsLast) {
  RunId backfilled = *store_->create_run("daily", kTriggerBackfill, {}, {});
  RunId ended = create();
  RunId running = create();
  create("other");
  RunId queued = create();
  ASSERT_TRUE(store_->set_run_state(ended, State::kSucceeded).ok());
  ASSERT_TRUE(store_->set_run_state(running, State::kRunning).ok());
  auto runs = store_->unfinished_runs("daily", 10);
  ASSERT_EQ(runs->size(), 3u);
  EXPECT_EQ(runs->at(0).id, running);
  EXPECT_EQ(runs->at(1).id, queued);
  EXPECT_EQ(runs->at(2).id, backfilled);
  EXPECT_EQ(store_->unfinished_runs("daily", 1)->size(), 1u);
  ASSERT_TRUE(store_->set_run_state(ended, State::kQueued).ok());  // Run again.
  EXPECT_EQ(store_->unfinished_runs("daily", 10)->at(0).id, ended);
  EXPECT_EQ(store_->run(ended)->ended_at, std::nullopt);
}

TEST_P(RunStoreContract, KeepsEachTasksLogInOrder) {
  RunId id = create();
  ASSERT_TRUE(store_->append_log(id, "clean", "one").ok());
  ASSERT_TRUE(store_->append_log(id, "zip", "other").ok());
  ASSERT_TRUE(store_->append_log(id, "clean", "two").ok());
  EXPECT_EQ(*store_->log(id, "clean"), (std::vector<std::string>{"one", "two"}));
}

TEST_P(RunStoreContract, SaysWhenARunIsUnknown) {
  RunId unknown{77};
  EXPECT_EQ(store_->run(unknown).status().code(), Code::kNotFound);
  EXPECT_EQ(store_->set_run_state(unknown, State::kRunning).code(), Code::kNotFound);
  EXPECT_EQ(store_->set_task(unknown, {.task = "clean"}).code(), Code::kNotFound);
  EXPECT_EQ(store_->append_log(unknown, "clean", "line").code(), Code::kNotFound);
}

TEST_P(RunStoreContract, KeepsThePartsLastWord) {
  ASSERT_TRUE(store_->set_part({"connector/b", "running", "", at(1)}).ok());
  ASSERT_TRUE(store_->set_part({"connector/a", "running", "", at(2)}).ok());
  ASSERT_TRUE(store_->set_part({"connector/b", "failed", "why", at(3)}).ok());
  reopen();
  auto parts = store_->parts();
  ASSERT_EQ(parts->size(), 2u);
  EXPECT_EQ(parts->at(0).part, "connector/a");
  EXPECT_EQ(parts->at(1).state, "failed");
  EXPECT_EQ(parts->at(1).message, "why");
  EXPECT_EQ(parts->at(1).updated_at, at(3));
}

TEST_P(RunStoreContract, KeepsWhatPeopleMadeOfAPartAfterItsEnd) {
  ASSERT_TRUE(store_->set_part_config("connector/a", "{\"x\":\"1\"}").ok());
  ASSERT_TRUE(store_->set_part_config("connector/a", "{\"x\":\"2\"}").ok());
  ASSERT_TRUE(store_->set_part_config("connector/b", "").ok());
  ASSERT_TRUE(store_->set_part({"connector/a", "paused", "", at(1)}).ok());
  ASSERT_TRUE(store_->put_command("connector/a", "pause", "").ok());
  ASSERT_TRUE(store_->forget_part("connector/a").ok());
  reopen();
  std::map<std::string, std::string> configs = {{"connector/a", "{\"x\":\"2\"}"},
                                                {"connector/b", ""}};
  EXPECT_EQ(*store_->part_configs(), configs);
  EXPECT_TRUE(store_->parts()->empty());
  EXPECT_TRUE(store_->take_commands("connector/a")->empty());
}

TEST_P(RunStoreContract, GivesEachCommandOnceOldestFirst) {
  ASSERT_TRUE(store_->put_command("a", "pause", "").ok());
  ASSERT_TRUE(store_->put_command("b", "pause", "").ok());
  int64_t last = *store_->put_command("a", "resume", "{\"x\":1}");
  reopen();
  auto commands = store_->take_commands("a");
  ASSERT_EQ(commands->size(), 2u);
  EXPECT_EQ(commands->at(0).name, "pause");
  EXPECT_EQ(commands->at(1).id, last);
  EXPECT_EQ(commands->at(1).argument, "{\"x\":1}");
  EXPECT_TRUE(store_->take_commands("a")->empty());
  EXPECT_EQ(store_->take_commands("b")->size(), 1u);
}

TEST_P(RunStoreContract, ServesSeveralUsersOfTheSameHistory) {
  std::unique_ptr<RunStore> opened;
  if (GetParam().is_durable) opened = std::move(*GetParam().open(path_ / "runs", clock_));
  RunStore* other = opened ? opened.get() : store_.get();
  std::vector<std::jthread> users;
  for (RunStore* store : {store_.get(), other}) {
    users.emplace_back([store] {
      for (int i = 0; i < 20; ++i) {
        EXPECT_TRUE(store->create_run("daily", "api", {}, {"t"}).ok());
      }
    });
  }
  users.clear();
  EXPECT_EQ(other->runs("daily", 100)->size(), 40u);
}

INSTANTIATE_TEST_SUITE_P(StandIns, RunStoreContract, testing::ValuesIn(kStandIns),
                         [](const auto& stand_in) { return stand_in.param.name; });

}  // namespace
}  // namespace pinflow::runs
