#include "app/dag_desk.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

class DagDeskTest : public testing::Test {
 protected:
  DagDeskTest() {
    std::filesystem::remove_all(data_);
    EXPECT_TRUE(invocation_.config.set("app.data", data_.string(), "test").ok());
  }

  std::unique_ptr<DagDesk> open() {
    auto desk = DagDesk::open(invocation_, DagDesk::Folder::kMayBeMade);
    EXPECT_TRUE(desk.ok()) << desk.status().message();
    return std::move(*desk);
  }
  runs::RunId trigger(DagDesk& desk) { return *desk.dag().runner->create("manual", {}, {"query"}); }

  const std::filesystem::path data_ =
      std::filesystem::path(testing::TempDir()) /
      ("dag_desk_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
  Invocation invocation_{{}, *Config::load({}), /*json=*/true};
};

TEST_F(DagDeskTest, RunsWhatIsQueuedWhereNobodyElseDoes) {
  auto desk = open();
  EXPECT_EQ(*desk->state(), "waiting");
  runs::RunId id = trigger(*desk);
  EXPECT_FALSE(*desk->is_run_elsewhere());
  Status ended = desk->finish({id});
  EXPECT_TRUE(ended.ok()) << ended.message();
  EXPECT_EQ(desk->run(id)->state, runs::State::kSucceeded);
  EXPECT_EQ(desk->log(*desk->run(id), "query").size(), 1u);
  EXPECT_EQ(desk->runs(9)->size(), 1u);
}

TEST_F(DagDeskTest, LeavesRunsToThePinflowThatRuns) {
  auto desk = open();
  schedule::Ownership other(data_ / "dag.lock");
  ASSERT_TRUE(*other.take());
  EXPECT_TRUE(*desk->is_run_elsewhere());
  runs::RunStore& store = desk->dag().runner->runs;
  ASSERT_TRUE(store.set_part({desk->dag().part(), "idle", "", {}}).ok());
  EXPECT_EQ(*desk->state(), "idle");
  EXPECT_TRUE(*desk->set_paused(false));  // It runs: nothing to wait for.
  EXPECT_EQ(store.take_commands(desk->dag().part())->at(0).name, "resume");
}

TEST_F(DagDeskTest, SaysThatAPausedDagRunsNothing) {
  auto desk = open();
  EXPECT_TRUE(*desk->set_paused(true));
  EXPECT_EQ(*desk->state(), "paused");
  runs::RunId id = trigger(*desk);
  EXPECT_EQ(desk->finish({id}).code(), Code::kExhausted);
  EXPECT_TRUE(*desk->set_paused(false));
  EXPECT_TRUE(desk->finish({id}).ok());
}

TEST_F(DagDeskTest, KnowsItsDagByName) {
  invocation_.arguments.add("NAME", "pintrest");
  auto desk = DagDesk::open(invocation_, DagDesk::Folder::kMayBeMade);
  EXPECT_EQ(desk.status().message(),
            "no DAG 'pintrest'; did you mean 'pinterest'? `pinflow dag ls` lists it");
  EXPECT_EQ(DagDesk::open(invocation_, DagDesk::Folder::kMustBeThere).status().code(),
            Code::kNotFound);
}

}  // namespace
}  // namespace pinflow::app
