#include "gateway/rest_proxy/record_plan.h"

#include <gtest/gtest.h>

namespace pinflow::gateway {
namespace {

RecordToProduce record(std::optional<int64_t> partition) { return {{{}, "v", {}, {}}, partition}; }

TEST(RecordPlan, MakesOneBatchForEachPartitionInTheOrderOfTheRecords) {
  RecordPlan plan = plan_batches({record(2), record(0), record(2)}, std::nullopt, 0, 3);
  ASSERT_EQ(plan.batches.size(), 2u);
  EXPECT_EQ(plan.batches[0].partition, model::Partition{2});
  EXPECT_EQ(plan.batches[0].records.size(), 2u);
  AppendOutcomes outcomes = {model::Offset{10}, Status(Code::kUnavailable, "disk full")};
  EXPECT_EQ(*outcome_of(plan.placements[0], outcomes), model::Offset{10});
  EXPECT_EQ(*outcome_of(plan.placements[2], outcomes), model::Offset{11});
  EXPECT_EQ(outcome_of(plan.placements[1], outcomes).status().message(), "disk full");
}

TEST(RecordPlan, ARecordForAPartitionThatIsNotThereGoesNowhere) {
  RecordPlan plan = plan_batches({record(3), record(-1)}, std::nullopt, 0, 3);
  EXPECT_TRUE(plan.batches.empty());
  EXPECT_EQ(outcome_of(plan.placements[0], {}).status().message(), "Partition not found: 3");
}

TEST(RecordPlan, ThePathsPartitionWinsAndTurnsGoAround) {
  EXPECT_EQ(plan_batches({record(2)}, 1, 0, 3).batches[0].partition, model::Partition{1});
  EXPECT_EQ(plan_batches({record({})}, {}, 4, 3).batches[0].partition, model::Partition{1});
}

}  // namespace
}  // namespace pinflow::gateway
