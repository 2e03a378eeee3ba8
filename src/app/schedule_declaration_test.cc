#include "app/schedule_declaration.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

Result<model::Pipeline> read_text(const std::string& toml) {
  TRY_ASSIGN(TomlValue root, parse_toml(toml, "pipeline.toml"));
  TomlFields fields(root);
  model::Pipeline pipeline;
  TRY(read_schedule(root, &fields, &pipeline));
  TRY(fields.finish());
  return pipeline;
}

std::string schedule_error(const std::string& toml) { return read_text(toml).status().message(); }

TEST(ScheduleDeclaration, TakesACronLineByItself) {
  EXPECT_EQ(read_text("schedule = \"@daily\"")->schedule, "@daily");
  EXPECT_EQ(read_text("")->schedule, "");
  EXPECT_EQ(read_text("")->dag.retries, 1);
  EXPECT_EQ(read_text("")->dag.max_active_runs, 1);
}

TEST(ScheduleDeclaration, TakesATableWithAllElse) {
  auto read = read_text(R"([schedule]
cron = "30 1 * * *"
time_zone = "Europe/London"
catch_up_from = "2026-01-01"
retries = 3
retry_delay = "10s"
retry_delay_max = "1h"
timeout = "2d"
max_active_tasks = 3
max_active_runs = 2
parameters = { user_id = "demo", full = "true" }
)");
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(read->schedule, "30 1 * * *");
  EXPECT_EQ(read->dag.time_zone, "Europe/London");
  EXPECT_EQ(read->dag.catch_up_from, "2026-01-01");
  EXPECT_EQ(read->dag.retries, 3);
  EXPECT_EQ(read->dag.retry_delay, std::chrono::seconds(10));
  EXPECT_EQ(read->dag.retry_delay_max, std::chrono::hours(1));
  EXPECT_EQ(read->dag.timeout, std::chrono::days(2));
  EXPECT_EQ(read->dag.max_active_tasks, 3);
  EXPECT_EQ(read->dag.max_active_runs, 2);
  EXPECT_EQ(read->dag.parameters.at("full"), "true");
}

TEST(ScheduleDeclaration, NamesThePlaceOfAMistake) {
  EXPECT_EQ(schedule_error("schedule = \"61 * * * *\""),
            "pipeline.toml:1:1: cron: minute: '61' is not within 0-59");
  EXPECT_EQ(schedule_error("[schedule]\ncron = \"@dayly\""),
            "pipeline.toml:2:1: cron: '@dayly': give five fields, @daily, @hourly or @every 5m");
  EXPECT_EQ(schedule_error("[schedule]\ncrom = \"@daily\""),
            "pipeline.toml:2:1: unknown key 'crom'; did you mean 'cron'?");
  EXPECT_EQ(schedule_error("[schedule]\ntime_zone = \"Europe/Lundon\""),
            "pipeline.toml:2:1: no such zone; names are such as 'UTC' and 'Europe/London'");
  EXPECT_EQ(schedule_error("[schedule]\ntimeout = \"1w\""),
            "pipeline.toml:2:1: 'timeout': '1w' is no duration: write a number and s, m, h or d");
  EXPECT_EQ(schedule_error("[schedule]\nretries = -1"),
            "pipeline.toml:2:1: 'retries' must be within 0-100");
  EXPECT_EQ(schedule_error("[schedule]\nmax_active_tasks = 0"),
            "pipeline.toml:2:1: 'max_active_tasks' must be within 1-16");
  EXPECT_EQ(schedule_error("[schedule]\nmax_active_runs = -1"),
            "pipeline.toml:2:1: 'max_active_runs' must be within 1-16");
  EXPECT_EQ(schedule_error("[schedule]\nmax_active_runs = \"two\""),
            "pipeline.toml:2:1: 'max_active_runs' must be an integer");
  EXPECT_EQ(schedule_error("[schedule]\ncron = \"@daily\"\ncatch_up_from = \"2026-02-30\""),
            "pipeline.toml:3:1: '2026-02-30' is no day: write it as 2026-01-31");
  EXPECT_EQ(schedule_error("[schedule]\ncatch_up_from = \"2026-02-01\""),
            "pipeline.toml:2:1: 'catch_up_from' needs a 'cron' to catch up with");
  EXPECT_EQ(schedule_error("[schedule]\nparameters = { full = true }"),
            "pipeline.toml:2:16: must be a string");
}

}  // namespace
}  // namespace pinflow::app
