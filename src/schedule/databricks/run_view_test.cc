#include "schedule/databricks/run_view.h"

#include <gtest/gtest.h>

namespace pinflow::schedule::databricks {
namespace {

TEST(RunView, GivesEachTaskANumberOfItsOwn) {
  RunPlace place = place_of(task_run_id(runs::RunId{42}, 7));
  EXPECT_EQ(place.run, runs::RunId{42});
  EXPECT_EQ(place.task, 7u);
  EXPECT_EQ(place_of(42).run, runs::RunId{42});
  EXPECT_EQ(place_of(42).task, std::nullopt);
}

TEST(RunView, GivesASubmittedRunAJobOfItsOwn) {
  runs::Run run;
  run.id = runs::RunId{3};
  run.parameters[kJobId] = "7";
  EXPECT_EQ(job_id_of(run), 7);
  run.parameters.clear();
  EXPECT_GT(job_id_of(run), 1'000'000);
}

}  // namespace
}  // namespace pinflow::schedule::databricks
