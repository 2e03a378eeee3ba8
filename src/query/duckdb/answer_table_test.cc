#include "query/duckdb/answer_table.h"

#include <gtest/gtest.h>

#include "query/duckdb/instance.h"

namespace pinflow::query {
namespace {

class AnswerTable : public testing::Test {
 protected:
  Result<Table> answer(const std::string& text, size_t row_count_max = SIZE_MAX,
                       bool takes_any = false) {
    return answer_table(connection_.get(), text, row_count_max, takes_any);
  }

  const std::shared_ptr<Instance> instance_ = std::move(*Instance::open({}));
  Connection connection_ = std::move(*instance_->connect());
};

TEST_F(AnswerTable, HasNoMoreRowsThanWantedAndSaysThatThereAreMore) {
  auto table = answer("SELECT range AS n FROM range(10)", 3);
  ASSERT_TRUE(table.ok()) << table.status().message();
  EXPECT_EQ(table->rows.size(), 3u);
  EXPECT_TRUE(table->truncated);
  EXPECT_FALSE(answer("SELECT 1", 1)->truncated);
}

TEST_F(AnswerTable, NamesTheTypesThatAreReadAsTextOrJson) {
  auto table = answer("SELECT 1.50::DECIMAL(4, 2) AS price, [1, 2] AS list");
  ASSERT_TRUE(table.ok()) << table.status().message();
  EXPECT_EQ(table->columns[0].type, "DECIMAL(4,2)");
  EXPECT_EQ(table->columns[1].type, "INTEGER[]");
  EXPECT_EQ(std::get<std::string>(table->rows[0][1]), "[1,2]");
}

TEST_F(AnswerTable, IsOfASelectUnlessAnyStatementMayRun) {
  const std::string other = "CREATE TABLE t AS SELECT 1 AS a";
  EXPECT_EQ(answer(other).status().code(), Code::kDenied);
  EXPECT_EQ(answer("SELECT * FROM t").status().code(), Code::kInvalidArgument);
  EXPECT_TRUE(answer(other, SIZE_MAX, true).ok());
  EXPECT_TRUE(answer("SELECT * FROM t").ok());
}

TEST_F(AnswerTable, IsDescribedWithoutBeingMade) {
  auto columns = describe_answer(connection_.get(), "SELECT 1 AS a, error('was run') AS b");
  ASSERT_TRUE(columns.ok()) << columns.status().message();
  EXPECT_EQ((*columns)[0].name, "a");
  EXPECT_EQ(columns->size(), 2u);
}

TEST_F(AnswerTable, ErrorsAreThoseOfTheTextByItselfWhereItHasOne) {
  const Status embedded(Code::kUnavailable, "of the whole");
  EXPECT_EQ(own_error(connection_.get(), "SELECT 1", embedded).message(), "of the whole");
  Status own = own_error(connection_.get(), "SELECT nothing_such", embedded);
  EXPECT_NE(own.message().find("nothing_such"), std::string::npos) << own.message();
}

}  // namespace
}  // namespace pinflow::query
