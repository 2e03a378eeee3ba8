#include "source/sqlite/sqlite_source.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>

#include "source/sqlite/session.h"

namespace pinflow::source {
namespace {

std::filesystem::path fresh_file(const std::string& name) {
  std::filesystem::path path = testing::TempDir() + "sqlite_source_test_" + name;
  std::filesystem::remove(path);
  return path;
}

std::filesystem::path database_of(const std::string& name, const char* sql) {
  const auto path = fresh_file(name);
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(database);
  return path;
}

TEST(SqliteSource, ReadsNullsAndDeclaredTypes) {
  const auto path = database_of("types",
                                "CREATE TABLE t (a BIGINT, b INT, c FLOAT, d DATETIME, e TEXT);"
                                "INSERT INTO t VALUES (9007199254740993, 1, 0.1, "
                                "'2020-08-28 03:52:47', 'x'), (NULL, NULL, NULL, NULL, NULL),"
                                "(1, 2, 3, '', '')");
  auto source = open_sqlite_source(path);
  ASSERT_TRUE(source.ok()) << source.status().message();
  auto rows = (*source)->read("t", RowIndex{0}, 10);
  ASSERT_TRUE(rows.ok()) << rows.status().message();
  const Value null;
  EXPECT_EQ((*rows)[0],
            (Row{int64_t{9007199254740993}, int64_t{1}, 0.1, "2020-08-28 03:52:47", "x"}));
  EXPECT_EQ((*rows)[1], (Row{null, null, null, null, null}));
  EXPECT_EQ((*rows)[2], (Row{int64_t{1}, int64_t{2}, 3.0, "", ""}));
}

TEST(SqliteSource, CountsPlacesNotRowids) {
  const auto path = database_of("gaps",
                                "CREATE TABLE t (v INTEGER); INSERT INTO t (rowid, v) VALUES "
                                "(30, 3), (10, 1), (20, 2)");
  auto source = open_sqlite_source(path);
  EXPECT_EQ((*(*source)->read("t", RowIndex{1}, 1))[0], Row{int64_t{2}});
  EXPECT_EQ((*(*source)->read("t", RowIndex{2}, 1))[0], Row{int64_t{3}});  // Reads on.
  EXPECT_EQ((*(*source)->read("t", RowIndex{0}, 1))[0], Row{int64_t{1}});
}

TEST(SqliteSource, TellsAMissingFileFromOneThatIsNoDatabase) {
  EXPECT_EQ(open_sqlite_source(fresh_file("none")).status().code(), Code::kNotFound);
  const auto path = fresh_file("text");
  std::ofstream(path) << std::string(4096, 'x');
  EXPECT_EQ(open_sqlite_source(path).status().code(), Code::kUnavailable);
}

TEST(SqliteSource, KnowsTheTypesThatTablesDeclare) {
  using enum model::Type;
  EXPECT_EQ(type_of_declaration("bigint(20)"), kLong);
  EXPECT_EQ(type_of_declaration("INTEGER"), kLong);
  EXPECT_EQ(type_of_declaration("INT"), kInteger);
  EXPECT_EQ(type_of_declaration("varchar(255)"), kString);
  EXPECT_EQ(type_of_declaration("TIMESTAMP"), kTimestamp);
  EXPECT_EQ(type_of_declaration("datetime"), kTimestamp);
  EXPECT_EQ(type_of_declaration("DATE"), kDate);
  EXPECT_EQ(type_of_declaration("FLOAT"), kDouble);
  EXPECT_EQ(type_of_declaration("boolean"), kBoolean);
  EXPECT_EQ(type_of_declaration("BLOB"), kBinary);
  EXPECT_EQ(type_of_declaration(""), kString);
}

TEST(Session, WaitsForOthersThatWrite) {
  const auto session =
      open_session(testing::TempDir() + "sqlite_session_waits.sqlite", SqliteMode::kWrite);
  ASSERT_TRUE(session.ok()) << session.status().message();
  int milliseconds = 0;
  **session << "PRAGMA busy_timeout", soci::into(milliseconds);
  EXPECT_EQ(milliseconds, 5'000);
}

TEST(Session, QuotesWhateverANameContains) {
  EXPECT_EQ(quote_identifier("plain"), "\"plain\"");
  EXPECT_EQ(quote_identifier("a\"; DROP"), "\"a\"\"; DROP\"");
}

}  // namespace
}  // namespace pinflow::source
