#include "app/databricks_bundle.h"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

namespace pinflow::app {
namespace {

using Tasks = std::vector<model::Task>;

YAML::Node job_of(const model::Pipeline& pipeline, const Tasks& tasks) {
  return YAML::Load(*databricks_job(pipeline, tasks, "ada"))["resources"]["jobs"]["shop_ada"];
}

model::Pipeline named_shop() {
  model::Pipeline pipeline;
  pipeline.name = "shop";
  return pipeline;
}

TEST(DatabricksBundle, TheJobHasThePipelinesTimesAndRetries) {
  model::Pipeline pipeline = named_shop();
  pipeline.schedule = "30 1 * * 1";
  pipeline.dag.time_zone = "Europe/London";
  pipeline.dag.timeout = std::chrono::hours(2);
  pipeline.dag.retries = 3;
  YAML::Node job = job_of(pipeline, {{"gather", {}}, {"query", {"gather"}}});
  EXPECT_EQ(job["schedule"]["quartz_cron_expression"].as<std::string>(), "0 30 1 ? * MON");
  EXPECT_EQ(job["schedule"]["timezone_id"].as<std::string>(), "Europe/London");
  EXPECT_EQ(job["schedule"]["pause_status"].as<std::string>(), "PAUSED");
  EXPECT_EQ(job["timeout_seconds"].as<int>(), 7200);
  EXPECT_EQ(job["parameters"][0]["default"].as<std::string>(), "ada");
  YAML::Node task = job["tasks"][1];
  EXPECT_EQ(task["task_key"].as<std::string>(), "query");
  EXPECT_EQ(task["depends_on"][0]["task_key"].as<std::string>(), "gather");
  EXPECT_EQ(task["max_retries"].as<int>(), 3);
  EXPECT_EQ(task["min_retry_interval_millis"].as<int>(), 60000);
  EXPECT_EQ(task["notebook_task"]["notebook_path"].as<std::string>(), "../notebooks/query.py");
}

TEST(DatabricksBundle, AJobWithoutAScheduleOrATimeoutHasNone) {
  YAML::Node job = job_of(named_shop(), {{"gather", {}}});
  EXPECT_FALSE(job["schedule"]);
  EXPECT_FALSE(job["timeout_seconds"]);
  EXPECT_FALSE(job["tasks"][0]["depends_on"]);
}

TEST(DatabricksBundle, HasNoHostAndNoKey) {
  YAML::Node bundle = YAML::Load(databricks_bundle(named_shop(), {{"ada"}, "s3://b", "/mnt/shop"}));
  EXPECT_EQ(bundle["variables"]["bucket"]["default"].as<std::string>(), "s3://b");
  EXPECT_EQ(bundle["variables"]["mount"]["default"].as<std::string>(), "/mnt/shop");
  EXPECT_FALSE(bundle["workspace"]);
  EXPECT_EQ(bundle["targets"]["dev"]["mode"].as<std::string>(), "development");
  EXPECT_EQ(bundle["targets"]["prod"]["mode"].as<std::string>(), "production");
}

}  // namespace
}  // namespace pinflow::app
