#include "runs/sqlite/database.h"

#include <gtest/gtest.h>

#include "base/file.h"

namespace pinflow::runs {
namespace {

std::filesystem::path fresh(const std::string& name) {
  auto path = std::filesystem::path(testing::TempDir()) / ("database_" + name);
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + end);
  return path;
}

TEST(Database, GivesBackWhatWasBound) {
  Database database = std::move(*Database::open(fresh("bound")));
  ASSERT_TRUE(database.run("CREATE TABLE t (a, b, c)").ok());
  std::string text("a\0'b", 4);
  ASSERT_TRUE(
      database.run("INSERT INTO t VALUES (?, ?, ?)", text, int64_t{-7}, std::optional<int64_t>())
          .ok());
  EXPECT_EQ(database.changed_rows(), 1);
  auto rows = database.query("SELECT a, b, c FROM t");
  ASSERT_TRUE(*rows->next());
  EXPECT_EQ(rows->text(0), text);
  EXPECT_EQ(rows->integer(1), -7);
  EXPECT_EQ(rows->optional_integer(2), std::nullopt);
  EXPECT_FALSE(*rows->next());
}

TEST(Database, UsesAStatementAgainAfterItsRowsWereLeftUnread) {
  Database database = std::move(*Database::open(fresh("again")));
  for (int64_t i = 1; i <= 3; ++i) {
    auto row = database.query("SELECT ? UNION ALL SELECT 9", i);
    ASSERT_TRUE(*row->next());
    EXPECT_EQ(row->integer(0), i);
  }
}

TEST(Database, RefusesAFileThatIsNotSqlite) {
  auto path = fresh("not_sqlite");
  ASSERT_TRUE(replace_file(path, std::string(5000, 'x')).ok());
  EXPECT_EQ(Database::open(path).status().code(), Code::kCorruption);
}

TEST(Database, SaysWhenARowReferredToIsMissing) {
  Database database = std::move(*Database::open(fresh("reference")));
  ASSERT_TRUE(database
                  .run_script("CREATE TABLE a (id INTEGER PRIMARY KEY);"
                              "CREATE TABLE b (a INTEGER REFERENCES a);")
                  .ok());
  EXPECT_EQ(database.run("INSERT INTO b VALUES (?)", int64_t{5}).code(), Code::kNotFound);
  EXPECT_EQ(database.run("no sql").code(), Code::kUnavailable);
}

}  // namespace
}  // namespace pinflow::runs
