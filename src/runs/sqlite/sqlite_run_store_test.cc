#include "runs/sqlite/sqlite_run_store.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "runs/sqlite/database.h"

namespace pinflow::runs {
namespace {

std::filesystem::path fresh_store(const std::string& name) {
  auto path = std::filesystem::path(testing::TempDir()) / ("sqlite_run_store_" + name);
  std::filesystem::remove_all(path);
  return path / "runs.db";
}

TEST(SqliteRunStore, RefusesAnotherProgramsFileAndLeavesItAlone) {
  auto file = fresh_store("foreign");
  ASSERT_TRUE(create_directories_durably(file.parent_path()).ok());
  ASSERT_TRUE(Database::open(file)->run("CREATE TABLE theirs (x)").ok());
  Status status = open_sqlite_run_store(file).status();
  EXPECT_EQ(status.code(), Code::kCorruption);
  EXPECT_NE(status.message().find("not a pinflow run history"), std::string::npos);
  EXPECT_FALSE(Database::open(file)->run("SELECT * FROM run").ok());
}

TEST(SqliteRunStore, RefusesAFileOfANewerFormat) {
  auto file = fresh_store("newer");
  ASSERT_TRUE(open_sqlite_run_store(file).ok());
  ASSERT_TRUE(Database::open(file)->run_script("PRAGMA user_version = 4").ok());
  Status status = open_sqlite_run_store(file).status();
  EXPECT_EQ(status.code(), Code::kCorruption);
  EXPECT_NE(status.message().find("newer"), std::string::npos);
}

TEST(SqliteRunStore, BringsAFileOfTheFirstFormatUpToDate) {
  auto file = fresh_store("first_format");
  ASSERT_TRUE((*open_sqlite_run_store(file))->set_part({"connector/c", "paused", "", {}}).ok());
  ASSERT_TRUE(Database::open(file)
                  ->run_script("DROP TABLE part_config; DROP TABLE run_name; "
                               "DROP INDEX run_unfinished; PRAGMA user_version = 1")
                  .ok());
  auto store = open_sqlite_run_store(file);
  ASSERT_TRUE(store.ok()) << store.status().message();
  EXPECT_EQ((*store)->parts()->at(0).state, "paused");
  EXPECT_TRUE((*store)->set_part_config("connector/c", "{}").ok());
  EXPECT_EQ((*store)->part_configs()->at("connector/c"), "{}");
  EXPECT_TRUE((*store)->create_run_once("daily", "2026-01-01", "schedule", {}, {}).ok());
}

TEST(SqliteRunStore, NamesTheFileThatIsDamaged) {
  auto file = fresh_store("damaged");
  ASSERT_TRUE(create_directories_durably(file.parent_path()).ok());
  ASSERT_TRUE(replace_file(file, std::string(5000, 'x')).ok());
  Status status = open_sqlite_run_store(file).status();
  EXPECT_EQ(status.code(), Code::kCorruption);
  EXPECT_NE(status.message().find("runs.db"), std::string::npos);
}

}  // namespace
}  // namespace pinflow::runs
