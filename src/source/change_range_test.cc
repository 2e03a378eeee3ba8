// The servers themselves say that changes are read as a range of an index.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "source/mysql/test_server.h"
#include "source/postgresql/test_server.h"
#include "source/sql_change_reader.h"
#include "source/sql_connection_for_test.h"
#include "source/sql_source.h"

namespace pinflow::source {
namespace {

// What is asked for the rows behind the 1000th of 5000, by the key and by the timestamp, and for
// the last row. `at` is what stands for the timestamp in a SELECT.
std::vector<std::string> range_statements(const std::string& at) {
  std::vector<std::string> ran;
  std::deque<std::vector<TextRow>> answers;
  const model::Schema schema{{{"id", model::Type::kLong}, {"at", model::Type::kTimestamp}}};
  auto source = open_sql_source("db", std::make_unique<ScriptedConnection>(&ran, &answers),
                                {{"t", schema, {"\"id\"", at}, "\"id\""}});
  const ChangePlace after{"2024-01-01 00:16:40", "1000"};
  const ChangePlace through{"2024-01-01 01:23:20", "5000"};
  for (const Follow& follow : {Follow{"t"}, Follow{"t", "", "at"}}) {
    EXPECT_TRUE(source->changes()->read_behind(follow, after, through, 5).ok());
  }
  answers.clear();
  EXPECT_TRUE(source->changes()->newest({"t", "", "at"}).ok());
  return ran;
}

std::filesystem::path change_range_folder() {
  const std::filesystem::path folder =
      testing::TempDir() + "change_range_test_" +
      testing::UnitTest::GetInstance()->current_test_info()->name();
  std::filesystem::remove_all(folder);
  return folder;
}

TEST(ChangeRange, IsOneOfAnIndexInMysql) {
  const auto server = MariaDbTestServer::start(change_range_folder());
  if (server == nullptr) GTEST_SKIP() << "no MariaDB: ./dev setup --tests installs one";
  server->run("CREATE TABLE t (id BIGINT PRIMARY KEY, at DATETIME(6), KEY by_time (at, id))");
  server->run("INSERT INTO t SELECT seq, '2024-01-01' + INTERVAL seq SECOND FROM seq_1_to_5000");
  server->run("ANALYZE TABLE t");
  const char* index = "PRIMARY";
  for (std::string statement : range_statements("\"at\"")) {
    std::ranges::replace(statement, '"', '`');
    const auto plan = server->run("EXPLAIN " + statement);
    ASSERT_EQ(plan.size(), 1u) << statement;
    EXPECT_EQ(plan[0][3], "range") << statement;
    EXPECT_EQ(plan[0][5], index) << statement;
    EXPECT_EQ(plan[0][9]->find("filesort"), std::string::npos) << statement;
    index = "by_time";
  }
}

TEST(ChangeRange, IsOneOfAnIndexInPostgresql) {
  const auto server = PostgresqlTestServer::start(change_range_folder());
  if (server == nullptr) GTEST_SKIP() << "no PostgreSQL: ./dev setup --tests installs one";
  server->run("CREATE TABLE t (id BIGINT PRIMARY KEY, at TIMESTAMPTZ)");
  server->run("CREATE INDEX by_time ON t (at, id)");
  server->run(
      "INSERT INTO t SELECT i, '2024-01-01'::timestamp + i * interval '1 second'"
      " FROM generate_series(1, 5000) i");
  server->run("ANALYZE t");
  const char* index = "t_pkey";
  for (const std::string& statement : range_statements("\"at\"::timestamp")) {
    std::string plan;
    for (const TextRow& line : server->run("EXPLAIN " + statement)) plan += *line[0] + '\n';
    EXPECT_NE(plan.find(index), std::string::npos) << plan;
    EXPECT_NE(plan.find("Index Cond: "), std::string::npos) << plan;
    EXPECT_EQ(plan.find("Sort"), std::string::npos) << plan;
    index = "by_time";
  }
}

}  // namespace
}  // namespace pinflow::source
