#include "query/duckdb/cells.h"

#include <gtest/gtest.h>

#include "query/duckdb/instance.h"
#include "query/duckdb/statement.h"

namespace pinflow::query {
namespace {

class Cells : public testing::Test {
 protected:
  void SetUp() override {
    instance_ = std::move(*Instance::open({}));
    connection_ = std::move(*instance_->connect());
  }

  Table read(const std::string& sql, size_t row_count_max = SIZE_MAX) {
    Table table;
    auto answer = run(connection_.get(), sql);
    EXPECT_TRUE(answer.ok()) << answer.status().message();
    EXPECT_TRUE(answer.ok() && read_rows(std::move(*answer), row_count_max, &table).ok());
    return table;
  }

  std::shared_ptr<Instance> instance_;
  Connection connection_;
};

TEST_F(Cells, WholeNumbersOfAnyWidthAreOneType) {
  Table table = read(
      "SELECT CAST(-1 AS TINYINT), CAST(-1 AS SMALLINT), -1, CAST(-1 AS BIGINT), "
      "CAST(1 AS UTINYINT), CAST(1 AS USMALLINT), CAST(1 AS UINTEGER), CAST(-1 AS HUGEINT)");
  for (size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(std::get<int64_t>(table.rows[0][i]), i >= 4 && i < 7 ? 1 : -1) << i;
  }
}

TEST_F(Cells, NumbersKeepAllTheirDigits) {
  Table table = read(
      "SELECT -170141183460469231731687303715884105727::HUGEINT, 9223372036854775808::HUGEINT");
  EXPECT_EQ(std::get<std::string>(table.rows[0][0]), "-170141183460469231731687303715884105727");
  EXPECT_EQ(std::get<std::string>(table.rows[0][1]), "9223372036854775808");

  Table decimals;
  decimals.columns = {{"a", "DECIMAL(38,2)"}, {"b", "DECIMAL(38,2)"}};
  auto answer = run(connection_.get(), "SELECT '-1234567890123.45', '-12345678901234567.89'");
  ASSERT_TRUE(answer.ok() && read_rows(std::move(*answer), 1, &decimals).ok());
  EXPECT_EQ(std::get<double>(decimals.rows[0][0]), -1234567890123.45);
  EXPECT_EQ(std::get<std::string>(decimals.rows[0][1]), "-12345678901234567.89");
}

TEST_F(Cells, TimesAreTextWithAFractionOnlyWhereThereIsOne) {
  Table table = read(
      "SELECT TIMESTAMP '2020-08-28 03:52:47', TIMESTAMP '1969-12-31 23:59:59.123400', "
      "TIMESTAMP 'infinity', DATE '0044-03-15', TIMESTAMPTZ '2020-01-01 00:00:00+01'");
  const char* expected[] = {"2020-08-28 03:52:47", "1969-12-31 23:59:59.1234", "infinity",
                            "0044-03-15", "2019-12-31 23:00:00"};
  for (size_t i = 0; i < 5; ++i) EXPECT_EQ(std::get<std::string>(table.rows[0][i]), expected[i]);
}

TEST_F(Cells, RowsPastTheLimitAreLeftOutAndSaidToBeThere) {
  Table table = read("SELECT * FROM range(5000)", 3000);
  EXPECT_EQ(table.rows.size(), 3000u);
  EXPECT_TRUE(table.truncated);
  EXPECT_FALSE(read("SELECT * FROM range(5000)", 5000).truncated);
}

TEST_F(Cells, TypesThatAreNotReadAreCastFirst) {
  EXPECT_EQ(cell_expression(2, DUCKDB_TYPE_INTEGER), "#2");
  EXPECT_EQ(cell_expression(1, DUCKDB_TYPE_STRUCT), "CAST(to_json(#1) AS VARCHAR)");
  EXPECT_EQ(cell_expression(1, DUCKDB_TYPE_DECIMAL), "CAST(#1 AS VARCHAR)");
  EXPECT_EQ(cell_expression(1, DUCKDB_TYPE_INTERVAL), "CAST(#1 AS VARCHAR)");
  EXPECT_EQ(plain_type_name(DUCKDB_TYPE_LIST), "");
}

}  // namespace
}  // namespace pinflow::query
