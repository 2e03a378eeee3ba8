#include "schedule/quartz.h"

#include <gtest/gtest.h>

namespace pinflow::schedule {
namespace {

TEST(Quartz, BeginsWithSecondsAndAsksForOneKindOfDay) {
  EXPECT_EQ(*quartz_line("30 1 * * *"), "0 30 1 * * ?");
  EXPECT_EQ(*quartz_line("@daily"), "0 0 0 * * ?");
  EXPECT_EQ(*quartz_line("@hourly"), "0 0 * * * ?");
  EXPECT_EQ(*quartz_line("@monthly"), "0 0 0 1 * ?");
  EXPECT_EQ(*quartz_line("*/15 8-18 1,15 jan-jun *"), "0 */15 8-18 1,15 jan-jun ?");
}

TEST(Quartz, NamesWeekdaysWhichItCountsOtherwise) {
  EXPECT_EQ(*quartz_line("@weekly"), "0 0 0 ? * SUN");
  EXPECT_EQ(*quartz_line("0 6 * * 1-5"), "0 0 6 ? * MON,TUE,WED,THU,FRI");
  EXPECT_EQ(*quartz_line("0 6 * * 7"), "0 0 6 ? * SUN");
  EXPECT_EQ(*quartz_line("0 6 * * 6-7"), "0 0 6 ? * SUN,SAT");
  EXPECT_EQ(*quartz_line("0 6 * * mon-fri/2"), "0 0 6 ? * MON,WED,FRI");
  EXPECT_EQ(*quartz_line("0 6 * * */3"), "0 0 6 ? * SUN,WED,SAT");
}

TEST(Quartz, RepeatsWhatDividesAnHourOrADay) {
  EXPECT_EQ(*quartz_line("@every 5m"), "0 0/5 * * * ?");
  EXPECT_EQ(*quartz_line("@every 1h"), "0 0 0/1 * * ?");
  EXPECT_EQ(*quartz_line("@every 6h"), "0 0 0/6 * * ?");
  EXPECT_EQ(*quartz_line("@every 1d"), "0 0 0 * * ?");
}

TEST(Quartz, SaysWhatItCannot) {
  for (const char* line : {"0 6 1 * 1", "@every 7m", "@every 30s", "@every 5h", "@every 2d"}) {
    EXPECT_NE(quartz_line(line).status().message().find("Databricks cannot"), std::string::npos)
        << line;
  }
  EXPECT_EQ(quartz_line("@dayly").status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::schedule
