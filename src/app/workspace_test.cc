#include "app/workspace.h"

#include <gtest/gtest.h>

#include <set>

#include "app/batch.h"
#include "app/commands.h"
#include "clean/publication.h"

namespace pinflow::app {
namespace {

Invocation invocation_on(const char* name) {
  std::filesystem::path data = std::filesystem::path(testing::TempDir()) / name;
  std::filesystem::remove_all(data);
  Invocation invocation{{}, *Config::load({}), false};
  EXPECT_TRUE(invocation.config.set("app.data", data.string(), "test").ok());
  return invocation;
}

TEST(Workspace, GivesSqlTheShortNamesBeforeThereAreTables) {
  Invocation invocation = invocation_on("workspace_names");
  auto workspace = std::move(*open_workspace(invocation));
  auto session = open_sql_session(*workspace->parts, {"demo", "SELECT 1"});
  ASSERT_TRUE(session.ok()) << session.status().message();
  query::Table answer = *(*session)->query("SELECT count(*) FROM pin JOIN users USING (ind)");
  EXPECT_EQ(std::get<int64_t>(answer.rows[0][0]), 0);
}

TEST(Workspace, GivesSqlATableAtTheVersionThatIsAskedFor) {
  Invocation invocation = invocation_on("workspace_versions");
  auto workspace = std::move(*open_workspace(invocation));
  Parts& parts = *workspace->parts;
  lake::DeltaTable& table = **parts.table("silver.notes");
  ASSERT_TRUE(table.create({{{"n", model::Type::kLong}}}).ok());
  auto writing = std::move(*(*parts.engine())->open_session());
  lake::Snapshot empty = *table.snapshot();
  lake::Change change;
  change.add = *writing->write_files("SELECT 7 AS n", empty.schema, table);
  ASSERT_TRUE(table.commit(empty, change).ok());
  auto count = [&](std::map<std::string, model::Version> versions) {
    const std::string sql = "SELECT count(*) FROM silver.notes";
    auto session = std::move(*open_sql_session(parts, {"demo", sql, false, std::move(versions)}));
    return std::get<int64_t>((*session->query(sql)).rows[0][0]);
  };
  EXPECT_EQ(count({}), 1);
  EXPECT_EQ(count({{"silver.notes", model::Version{0}}}), 0);
  Status missing =
      open_sql_session(parts, {"demo", "SELECT 1", false, {{"silver.note", model::Version{0}}}})
          .status();
  EXPECT_EQ(missing.code(), Code::kNotFound);
  EXPECT_NE(missing.message().find("silver.notes"), std::string::npos) << missing.message();
}

TEST(Workspace, GivesSqlTheAnswersThatWerePublishedTogether) {
  Invocation invocation = invocation_on("workspace_published");
  auto workspace = std::move(*open_workspace(invocation));
  Parts& parts = *workspace->parts;
  lake::DeltaTable& table = **parts.table("gold.demo_best");
  ASSERT_TRUE(table.create({{{"n", model::Type::kLong}}}).ok());
  auto writing = std::move(*(*parts.engine())->open_session());
  auto put = [&](const char* sql) {
    lake::Snapshot before = *table.snapshot();
    lake::Change change;
    change.add = *writing->write_files(sql, before.schema, table);
    change.remove_all = true;
    change.blind_append = false;
    ASSERT_TRUE(table.commit(before, change).ok());
  };
  auto best = [&](std::map<std::string, model::Version> versions) {
    const std::string sql = "SELECT n FROM gold.demo_best";
    auto session = std::move(*open_sql_session(parts, {"demo", sql, false, std::move(versions)}));
    return std::get<int64_t>((*session->query(sql)).rows[0][0]);
  };
  put("SELECT 7 AS n");
  clean::Site site = *batch_site(parts, "demo");
  ASSERT_TRUE(clean::publish(site, {{"gold.demo_best", model::Version{1}}}).ok());
  put("SELECT 8 AS n");  // By a run that was cut short.
  EXPECT_EQ(best({}), 7);
  EXPECT_EQ(best({{"gold.demo_best", model::Version{2}}}), 8);
  ASSERT_TRUE(clean::publish(site, {{"gold.demo_best", model::Version{2}}}).ok());
  EXPECT_EQ(best({}), 8);
}

TEST(Workspace, RefusesAUserIdThatIsNone) {
  Invocation invocation = invocation_on("workspace_ids");
  EXPECT_TRUE(invocation.config.set("app.user_ids", "../x", "--user-id").ok());
  EXPECT_EQ(open_workspace(invocation).status().code(), Code::kInvalidArgument);
}

TEST(Workspace, RefusesASourceOfNoRows) {
  Invocation invocation = invocation_on("workspace_rows");
  EXPECT_TRUE(invocation.config.set("source.rows", "0", "--rows").ok());
  auto workspace = std::move(*open_workspace(invocation));
  EXPECT_EQ(workspace->parts->source().status().message(), "source.rows: at least 1");
}

TEST(Workspace, IsNotMadeByCommandsThatOnlyLook) {
  Invocation invocation = invocation_on("workspace_looking");
  const std::filesystem::path data = invocation.config.text("app.data");
  Status missing = open_existing_workspace(invocation).status();
  EXPECT_EQ(missing.code(), Code::kNotFound);
  EXPECT_TRUE(missing.message().starts_with(data.string())) << missing.message();
  std::filesystem::create_directory(data);
  EXPECT_EQ(open_existing_workspace(invocation).status().code(), Code::kNotFound);
  std::filesystem::create_directory(data / "lake");
  EXPECT_TRUE(open_existing_workspace(invocation).ok());
}

TEST(Workspace, NeedsNoDataFolderWhereTablesAreElsewhere) {
  Invocation invocation = invocation_on("workspace_elsewhere");
  EXPECT_TRUE(invocation.config.set("lake.url", "s3://lake", "test").ok());
  EXPECT_TRUE(open_existing_workspace(invocation).ok());
}

TEST(Commands, HaveNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const Command& command : all_commands()) names.insert(command.name);
  EXPECT_EQ(names.size(), all_commands().size());
}

}  // namespace
}  // namespace pinflow::app
