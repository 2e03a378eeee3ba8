#include "app/databricks_export.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "app/pipeline_file.h"

namespace pinflow::app {
namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string text_at(const std::vector<ExportedFile>& files, const std::string& path) {
  auto found = std::ranges::find(files, path, &ExportedFile::path);
  return found == files.end() ? "" : found->text;
}

model::Pipeline a_shop() {
  model::Dataset orders;
  orders.name = orders.view = "orders";
  orders.clean = {{{"id", model::Type::kLong}}};
  orders.clean_sql = "SELECT _topic, _partition, _offset, _index, \"id\" FROM raw_orders;";
  model::Pipeline pipeline;
  pipeline.name = "shop";
  pipeline.schedule = "30 1 * * 1";
  pipeline.datasets = {orders};
  pipeline.queries = {
      {"largest", "Which is the largest?", "SELECT max(\"id\") AS id FROM orders", "table"}};
  return pipeline;
}

DatabricksOptions of_users(const std::vector<std::string>& user_ids) {
  DatabricksOptions options;
  options.user_ids = user_ids;
  return options;
}

TEST(DatabricksExport, WritesABundleAJobForEachUserAndANotebookForEachTask) {
  std::vector<std::string> paths;
  auto files = *databricks_export(a_shop(), of_users({"ada", "bob"}));
  for (const ExportedFile& file : files) {
    paths.push_back(file.path);
  }
  EXPECT_EQ(paths, (std::vector<std::string>{
                       "databricks.yml", "resources/shop_ada.yml", "resources/shop_bob.yml",
                       "notebooks/gather.py", "notebooks/clean_orders.py", "notebooks/query.py",
                       "notebooks/pinflow_columns.py", "notebooks/pinflow_decode.py",
                       "notebooks/pinflow_lines.py", "notebooks/pinflow_notebook.py"}));
}

TEST(DatabricksExport, CleaningIsATaskForEachDataset) {
  model::Pipeline shop = a_shop();
  shop.datasets.push_back(shop.datasets[0]);
  shop.datasets[1].name = "users";
  schedule::Dag dag{"shop", {{"query", {"clean"}}, {"clean", {"gather"}}, {"gather", {}}}};
  std::vector<std::string> edges;
  auto tasks = *databricks_tasks(dag, shop);
  for (const model::Task& task : tasks) {
    edges.push_back(task.name + ":");
    for (const std::string& before : task.after) edges.back() += " " + before;
  }
  EXPECT_EQ(edges,
            (std::vector<std::string>{"gather:", "clean_orders: gather", "clean_users: gather",
                                      "query: clean_orders clean_users"}));
}

TEST(DatabricksExport, ATaskThatCleansOneDatasetIsItsOwn) {
  schedule::Dag dag{"shop",
                    {{"gather", {}}, {"clean_orders", {"gather"}}, {"query", {"clean_orders"}}}};
  auto tasks = databricks_tasks(dag, a_shop());
  ASSERT_TRUE(tasks.ok()) << tasks.status().message();
  ASSERT_EQ(tasks->size(), 3u);
  EXPECT_EQ((*tasks)[1].name, "clean_orders");
  EXPECT_EQ((*tasks)[2].after, std::vector<std::string>{"clean_orders"});
}

TEST(DatabricksExport, TheBuiltInPipelineHasAllItsQuestions) {
  model::Pipeline pinterest = *load_pipeline(pipeline_files(""));
  auto files = *databricks_export(pinterest, of_users({"demo"}));
  std::string query = text_at(files, "notebooks/query.py");
  for (const model::Query& one : pinterest.queries) {
    EXPECT_TRUE(has(query, "f\"gold.{user_id}_" + one.name + "\"")) << one.name;
  }
  EXPECT_TRUE(checks_left_out(pinterest).empty());
}

TEST(DatabricksExport, SaysWhatItCannot) {
  EXPECT_TRUE(has(databricks_export(a_shop(), of_users({})).status().message(), "--user-id"));
  model::Pipeline shop = a_shop();
  shop.schedule = "@every 7m";
  EXPECT_FALSE(databricks_export(shop, of_users({"ada"})).ok());
  shop = a_shop();
  shop.tasks = {{"gather", {}}, {"compact", {"gather"}}};
  EXPECT_TRUE(has(databricks_export(shop, of_users({"ada"})).status().message(), "task 'compact'"));
  shop = a_shop();
  model::QualityCheck some;
  some.name = "some";
  some.kind = model::CheckKind::kRowCount;
  shop.datasets[0].checks = {some};
  EXPECT_EQ(checks_left_out(shop), std::vector<std::string>{"some"});
}

}  // namespace
}  // namespace pinflow::app
