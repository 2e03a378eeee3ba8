#include "lake/table_properties.h"

#include <gtest/gtest.h>

namespace pinflow::lake {
namespace {

TEST(TableProperties, IntervalsAreReadAsDeltaWritesThem) {
  EXPECT_EQ(parse_interval("interval 1 hour"), std::chrono::hours(1));
  EXPECT_EQ(parse_interval("interval 30 days"), std::chrono::days(30));
  EXPECT_EQ(parse_interval("2 weeks"), std::chrono::weeks(2));
  for (const char* text : {"", "interval", "interval 1", "interval -1 days", "interval 1 moon"}) {
    EXPECT_EQ(parse_interval(text), std::nullopt) << text;
  }
}

TEST(TableProperties, AreDeltasOwnDefaultsWhereTheTableSaysNothing) {
  EXPECT_EQ(commits_per_checkpoint({}), 10);
  EXPECT_EQ(commits_per_checkpoint({{kCheckpointInterval, "100"}}), 100);
  EXPECT_EQ(commits_per_checkpoint({{kCheckpointInterval, "none"}}), 10);
  EXPECT_EQ(log_retention({}), std::chrono::days(30));
  EXPECT_EQ(removed_file_retention({}), std::chrono::days(7));
  EXPECT_EQ(removed_file_retention({{kRemovedFileRetention, "interval 1 hours"}}),
            std::chrono::hours(1));
}

}  // namespace
}  // namespace pinflow::lake
