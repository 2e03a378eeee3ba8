#include "app/pipeline_file.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

constexpr const char* kGood = R"(
name = "shop"
schedule = "@daily"
[[dataset]]
name = "order"
source_table = "orders"
raw = [["id", "long"], ["amount", "string"]]
aliases = { number = "id" }
required = ["id"]
clean = "clean/order.sql"
columns = [["id", "long"], ["amount", "double"]]
key = ["id"]
not_null = ["id"]
[[query]]
name = "total"
title = "How much?"
file = "query/total.sql"
chart = "bar"
[[task]]
name = "clean"
)";

Result<model::Pipeline> load_file(std::string text) {
  return load_pipeline([text](std::string_view path) -> Result<std::string> {
    if (path == "pipeline.toml") return text;
    if (path.ends_with(".sql")) return "SELECT 1 -- " + std::string(path);
    return Status(Code::kNotFound, "open: " + std::string(path));
  });
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  size_t at = text.find(from);
  return text.replace(at, from.size(), to);
}

TEST(PipelineFile, ReadsDatasetsQueriesAndTasks) {
  model::Pipeline pipeline = *load_file(kGood);
  EXPECT_EQ(pipeline.name, "shop");
  const model::Dataset* order = pipeline.dataset("order");
  ASSERT_NE(order, nullptr);
  EXPECT_EQ(order->view, "order");
  EXPECT_EQ(order->raw.columns[1], (model::Column{"amount", model::Type::kString}));
  EXPECT_EQ(order->aliases.at("number"), "id");
  EXPECT_EQ(order->clean_sql, "SELECT 1 -- clean/order.sql");
  EXPECT_EQ(pipeline.query("total")->title, "How much?");
  EXPECT_EQ(pipeline.tasks[0].name, "clean");
}

TEST(PipelineFile, PutsThePlaceholdersIntoTheCleanSql) {
  auto read = [](std::string_view path) -> Result<std::string> {
    if (path != "pipeline.toml") return std::string("a IN ('{placeholders}') OR '{placeholders}'");
    return "placeholders = [\"\", \"it's\"]\n" + std::string(kGood);
  };
  EXPECT_EQ(load_pipeline(read)->datasets[0].clean_sql, "a IN ('', 'it''s') OR '', 'it''s'");
}

TEST(PipelineFile, NamesThePlaceOfAMistake) {
  EXPECT_EQ(load_file(replaced(kGood, "schedule", "shedule")).status().message(),
            "pipeline.toml:3:1: unknown key 'shedule'; did you mean 'schedule'?");
  EXPECT_NE(load_file(replaced(kGood, "[\"id\", \"long\"]", "[\"id\", \"lnog\"]"))
                .status()
                .message()
                .find("pipeline.toml:7:"),
            std::string::npos);
  EXPECT_NE(
      load_file(replaced(kGood, "title", "titel")).status().message().find("'title' is missing"),
      std::string::npos);
  EXPECT_NE(load_file(replaced(kGood, "key = [\"id\"]", "key = [\"no\"]"))
                .status()
                .message()
                .find("no clean column 'no'"),
            std::string::npos);
}

TEST(PipelineFile, PutsThePlaceholdersIntoCleanSql) {
  std::string text = "placeholders = [\"\", \"it's\"]\n" + std::string(kGood);
  auto read = [&](std::string_view path) -> Result<std::string> {
    if (path == "pipeline.toml") return text;
    return std::string("SELECT id IN ('{placeholders}'), amount IN ('{placeholders}')");
  };
  EXPECT_EQ(load_pipeline(read)->datasets[0].clean_sql,
            "SELECT id IN ('', 'it''s'), amount IN ('', 'it''s')");
}

TEST(PipelineFile, NeedsADatasetAndItsFiles) {
  EXPECT_FALSE(load_file("name = \"empty\"\n").ok());
  EXPECT_EQ(load_file(replaced(kGood, "clean/order.sql", "clean/order.txt")).status().code(),
            Code::kNotFound);
}

TEST(PipelineFile, LoadsTheBuiltInPipeline) {
  Result<model::Pipeline> pipeline = load_pipeline(pipeline_files(""));
  ASSERT_TRUE(pipeline.ok()) << pipeline.status().message();
  EXPECT_EQ(pipeline->datasets.size(), 3u);
  EXPECT_EQ(pipeline->queries.size(), 9u);
}

}  // namespace
}  // namespace pinflow::app
