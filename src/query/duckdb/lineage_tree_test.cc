#include "query/duckdb/lineage_tree.h"

#include <gtest/gtest.h>

namespace pinflow::query {
namespace {

LineageFacts facts(std::vector<std::string> answer_columns) {
  return {[](const std::string& table) -> Result<std::vector<std::string>> {
            if (table == "t") return std::vector<std::string>{"id", "n"};
            return Status(Code::kInvalidArgument, "no table " + table);
          },
          {},
          std::move(answer_columns)};
}

std::string select_from(const std::string& table) {
  return R"({"statements":[{"node":{"type":"SELECT_NODE","select_list":[{"class":"COLUMN_REF",)"
         R"("column_names":["n"]}],"from_table":{"type":"BASE_TABLE","table_name":")" +
         table + R"("}}}]})";
}

TEST(LineageTree, IsReadByWhatTheFactsSay) {
  Lineage lineage = *lineage_of_tree(select_from("t"), facts({"named"}));
  ASSERT_EQ(lineage.columns.size(), 1u);
  EXPECT_EQ(lineage.columns[0].name, "named");
  EXPECT_EQ(lineage.columns[0].from, (std::set<SourceColumn>{{"t", "n"}}));
}

TEST(LineageTree, IsRefusedWhereColumnsOrTablesDoNotFit) {
  EXPECT_EQ(lineage_of_tree(select_from("t"), facts({"a", "b"})).status().code(),
            Code::kInvalidArgument);
  EXPECT_EQ(lineage_of_tree(select_from("u"), facts({"n"})).status().message(), "no table u");
}

TEST(LineageTree, SaysWhatDuckdbSaysWhereThereIsNone) {
  Status none =
      lineage_of_tree(R"({"error":true,"error_message":"only SELECT"})", facts({})).status();
  EXPECT_NE(none.message().find("only SELECT"), std::string::npos);
  EXPECT_FALSE(lineage_of_tree("no JSON", facts({})).ok());
}

}  // namespace
}  // namespace pinflow::query
