#include "app/databricks_notebooks.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

bool says(const std::string& notebook, std::string_view part) {
  return notebook.find(part) != std::string::npos;
}

model::Pipeline pipeline_of_orders() {
  model::Dataset orders;
  orders.name = orders.view = "orders";
  orders.raw = {{{"id", model::Type::kLong}, {"at", model::Type::kTimestamp}}};
  orders.aliases = {{"ind", "id"}};
  orders.clean = {{{"id", model::Type::kLong}}};
  orders.clean_sql =
      "-- Of orders.\nSELECT _topic, _partition, _offset, _index, \"id\" FROM raw_orders;";
  model::Pipeline pipeline;
  pipeline.name = "shop";
  pipeline.datasets = {orders};
  pipeline.queries = {
      {"largest", "Which is the largest?", "SELECT max(\"id\") AS id FROM orders", "table"}};
  return pipeline;
}

TEST(DatabricksNotebooks, AreInTheSourceFormatWithWidgets) {
  std::string gather = gather_notebook(pipeline_of_orders(), {{"ada"}, "s3://b", "/mnt/b"});
  EXPECT_TRUE(
      gather.starts_with("# Databricks notebook source\n# MAGIC %md\n"
                         "# MAGIC # shop: gather\n# MAGIC \n"));
  EXPECT_TRUE(says(gather, "\n\n# COMMAND ----------\n\ndbutils.widgets.text("));
  EXPECT_TRUE(says(gather, R"(dbutils.widgets.text("user_id", "ada", "User id"))"));
  EXPECT_TRUE(says(gather, R"(dbutils.widgets.text("mount", "/mnt/b", "Mount point"))"));
  EXPECT_TRUE(says(gather, R"(spark.conf.set("spark.sql.session.timeZone", "UTC"))"));
}

TEST(DatabricksNotebooks, GatherDeclaresTheDatasetsRows) {
  std::string gather = gather_notebook(pipeline_of_orders(), {{"ada"}});
  EXPECT_TRUE(says(gather, R"(["id", "long"])"));
  EXPECT_TRUE(says(gather, R"(["at", "timestamp"])"));
  EXPECT_TRUE(says(gather, R"("aliases": {"ind": "id"})"));
  EXPECT_TRUE(says(gather, R"("topics", f"{user_id}.orders", dataset))"));
}

TEST(DatabricksNotebooks, CleanHoldsThePipelinesSqlInSparksWords) {
  model::Pipeline pipeline = pipeline_of_orders();
  std::string clean = *clean_notebook(pipeline, pipeline.datasets[0], {{"ada"}});
  EXPECT_TRUE(says(clean,
                   "r\"\"\"\n-- Of orders.\nSELECT _topic, _partition, _offset, _index, `id`"
                   " FROM raw_orders\n\"\"\")\n"));
  EXPECT_TRUE(says(clean, R"(f"silver.{user_id}_orders")"));
  EXPECT_FALSE(says(clean, "## Quality"));
}

TEST(DatabricksNotebooks, ChecksOfRowsAreLookedAtBeforeATableIsWritten) {
  model::Pipeline pipeline = pipeline_of_orders();
  model::QualityCheck known;
  known.name = "id_is_known";
  known.action = model::CheckAction::kStop;
  known.columns = {"id"};
  pipeline.datasets[0].checks = {known};
  std::string clean = *clean_notebook(pipeline, pipeline.datasets[0], {{"ada"}});
  size_t checked = clean.find("\"id_is_known\": (\"stop\", ");
  ASSERT_NE(checked, std::string::npos);
  EXPECT_LT(checked, clean.find("lake.write"));
}

TEST(DatabricksNotebooks, QueryAsksEachQuestionAndKeepsItsAnswer) {
  std::string query = *query_notebook(pipeline_of_orders(), {{"ada"}});
  EXPECT_TRUE(says(query, "# MAGIC ## Which is the largest?\n"));
  EXPECT_TRUE(says(query, "SELECT max(`id`) AS id FROM orders"));
  EXPECT_TRUE(says(query, R"(f"gold.{user_id}_largest")"));
}

TEST(DatabricksNotebooks, SqlThatIsTwoStatementsIsAnError) {
  model::Pipeline pipeline = pipeline_of_orders();
  pipeline.queries[0].sql = "SELECT 1; SELECT 2";
  EXPECT_TRUE(says(query_notebook(pipeline, {{"ada"}}).status().message(), "query largest"));
}

}  // namespace
}  // namespace pinflow::app
