#include "app/source_database.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/file.h"

namespace pinflow::app {
namespace {

TEST(SourceDatabase, IsNamedByAUrlOrByACredentialsFile) {
  const std::string file = testing::TempDir() + "source_database_test_creds.yaml";
  ASSERT_TRUE(replace_file(file,
                           "RDS_HOST: h\nRDS_USER: u\nRDS_PASSWORD: p\nRDS_DATABASE: d\n"
                           "RDS_PORT: 3307\n")
                  .ok());
  const auto by_file = source_database(file);
  ASSERT_TRUE(by_file.ok()) << by_file.status().message();
  EXPECT_EQ(by_file->password, "p");
  EXPECT_EQ(by_file->port, 3307);
  EXPECT_EQ(source_database("mysql://u:p@h/d")->password, "p");
}

TEST(SourceDatabase, TakesThePasswordThatAUrlLeavesOutFromTheEnvironment) {
  ::setenv("PINFLOW_DB_PASSWORD", "hidden", 1);
  EXPECT_EQ(source_database("mysql://u@h/d")->password, "hidden");
  EXPECT_EQ(source_database("mysql://u:p@h/d")->password, "p");
  ::unsetenv("PINFLOW_DB_PASSWORD");
  EXPECT_EQ(source_database("mysql://u@h/d")->password, "");
}

TEST(SourceDatabase, IsOfTheTypeThatIsWanted) {
  EXPECT_TRUE(source_database("postgresql://u:p@h/d", "postgresql").ok());
  const Status other = source_database("postgresql://u:p@h/d", "mysql").status();
  EXPECT_EQ(other.code(), Code::kInvalidArgument);
  EXPECT_TRUE(other.message().starts_with("the address is of postgresql, not of mysql"));
}

TEST(SourceDatabase, NamesAFileThatIsMissingOrHasTooLittle) {
  EXPECT_EQ(source_database("/nowhere/creds.yaml").status().code(), Code::kNotFound);
  const std::string file = testing::TempDir() + "source_database_test_short.yaml";
  ASSERT_TRUE(replace_file(file, "HOST: h\n").ok());
  EXPECT_NE(source_database(file).status().message().find("short.yaml: database address: 'USER'"),
            std::string::npos)
      << source_database(file).status().message();
}

}  // namespace
}  // namespace pinflow::app
