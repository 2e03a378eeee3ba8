#include "app/pipeline_check.h"

#include <gtest/gtest.h>

#include "app/pipeline_file.h"
#include "query/duckdb/duckdb_engine.h"

namespace pinflow::app {
namespace {

class PipelineCheck : public testing::Test {
 protected:
  std::string mistakes() {
    std::string all;
    std::vector<std::string> found = *check_pipeline(pipeline_, *engine_);
    for (const std::string& mistake : found) all += mistake + "\n";
    return all;
  }

  model::Pipeline pipeline_ = *load_pipeline(pipeline_files(""));
  std::unique_ptr<query::Engine> engine_ = std::move(*query::open_duckdb_engine());
};

TEST_F(PipelineCheck, PassesTheBuiltInPipeline) { EXPECT_EQ(mistakes(), ""); }

TEST_F(PipelineCheck, FindsColumnsThatAreMissingOrUndeclared) {
  pipeline_.datasets[0].clean_sql = "SELECT index AS ind, 1 AS extra FROM raw_pin";
  std::string found = mistakes();
  EXPECT_NE(found.find("dataset pin: clean SQL: no column 'unique_id'"), std::string::npos);
  EXPECT_NE(found.find("pass '_offset' through"), std::string::npos);
  EXPECT_NE(found.find("column 'extra' is not declared"), std::string::npos);
}

TEST_F(PipelineCheck, FindsSqlThatDoesNotParseAndTasksInACircle) {
  pipeline_.queries[0].sql = "SELEC 1";
  pipeline_.tasks = {{"a", {"b"}}, {"b", {"a"}}};
  std::string found = mistakes();
  EXPECT_NE(found.find("query category_by_country: "), std::string::npos) << found;
  EXPECT_NE(found.find("a > b > a"), std::string::npos) << found;
}

}  // namespace
}  // namespace pinflow::app
