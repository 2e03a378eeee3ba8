#include "query/duckdb/statement.h"

#include <gtest/gtest.h>

#include "query/duckdb/instance.h"

namespace pinflow::query {
namespace {

TEST(Statement, ErrorsBecomeDecisions) {
  EXPECT_EQ(sql_error("Permission Error: no").code(), Code::kDenied);
  EXPECT_EQ(sql_error("Out of Memory Error: no").code(), Code::kExhausted);
  EXPECT_EQ(sql_error("IO Error: no").code(), Code::kUnavailable);
  EXPECT_EQ(sql_error("INTERRUPT Error: Interrupted!").code(), Code::kUnavailable);
  Status wrong = sql_error("Binder Error: no column x\n\nLINE 1: SELECT x");
  EXPECT_EQ(wrong.code(), Code::kInvalidArgument);
  EXPECT_EQ(wrong.message(), "sql: no column x\n\nLINE 1: SELECT x");
}

TEST(Statement, OneStatementRunsAndSeveralAreRefused) {
  auto instance = std::move(*Instance::open({}));
  auto connection = std::move(*instance->connect());
  auto answer = run(connection.get(), "SELECT 1");
  ASSERT_TRUE(answer.ok()) << answer.status().message();
  EXPECT_EQ(duckdb_data_chunk_get_size(answer->next_chunk().get()), 1u);
  EXPECT_EQ(answer->next_chunk(), nullptr);
  EXPECT_FALSE(prepare(connection.get(), "SELECT 1; SELECT 2").ok());
  EXPECT_FALSE(prepare(connection.get(), "").ok());
  EXPECT_EQ(run_only(connection.get(), "SELECT CAST('x' AS INT)").code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::query
