#include "source/mysql/row_inserter.h"

#include <gtest/gtest.h>

#include "source/sql_connection_for_test.h"

namespace pinflow::source {
namespace {

TEST(RowInserter, WritesEachTypeAsItsLiteral) {
  std::vector<std::string> ran;
  std::deque<std::vector<TextRow>> answers;
  ScriptedConnection connection(&ran, &answers);
  RowInserter inserter(connection);
  inserter.begin_table("t", {{{"a", model::Type::kBoolean},
                              {"b", model::Type::kLong},
                              {"c", model::Type::kDouble},
                              {"d", model::Type::kString},
                              {"e", model::Type::kBinary}}});
  ASSERT_TRUE(inserter
                  .write({{int64_t{1}, int64_t{2}, 0.5, "x", "y"},
                          {Value(), Value(), Value(), Value(), Value()}})
                  .ok());
  ASSERT_TRUE(inserter.write({}).ok());
  EXPECT_EQ(
      ran,
      std::vector<std::string>{
          R"(INSERT INTO "t" ("a", "b", "c", "d", "e") VALUES (TRUE, 2, 0.5, 'x', _binary 'y'),)"
          R"( (NULL, NULL, NULL, NULL, NULL))"});
}

TEST(RowInserter, BeginsAnotherStatementAfterAMebibyte) {
  std::vector<std::string> ran;
  std::deque<std::vector<TextRow>> answers;
  ScriptedConnection connection(&ran, &answers);
  RowInserter inserter(connection);
  inserter.begin_table("t", {{{"a", model::Type::kString}}});
  ASSERT_TRUE(inserter.write(std::vector<Row>(30, Row{std::string(100'000, 'x')})).ok());
  EXPECT_EQ(ran.size(), 3u);
}

}  // namespace
}  // namespace pinflow::source
