#include "serve/notebooks.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/temporary_folder.h"

namespace pinflow::serve {
namespace {

class NotebooksTest : public testing::Test {
 protected:
  TemporaryFolder folder_{"pinflow-notebooks"};
  Notebooks notebooks_{folder_.path() / "notebooks"};
};

TEST_F(NotebooksTest, ArePlainFilesThatComeAndGo) {
  EXPECT_TRUE(notebooks_.names()->empty());
  ASSERT_TRUE(notebooks_.write("who-is-popular", "SELECT 1\n-- %%\nSELECT 2\n").ok());
  ASSERT_TRUE(notebooks_.write("another", "SELECT 3").ok());
  EXPECT_EQ(*notebooks_.names(), (std::vector<std::string>{"another", "who-is-popular"}));
  EXPECT_EQ(*read_file(folder_.path() / "notebooks/who-is-popular.sql"),
            "SELECT 1\n-- %%\nSELECT 2\n");
  ASSERT_TRUE(notebooks_.write("another", "SELECT 4").ok());
  EXPECT_EQ(*notebooks_.read("another"), "SELECT 4");
  ASSERT_TRUE(notebooks_.remove("another").ok());
  EXPECT_EQ(notebooks_.read("another").status().code(), Code::kNotFound);
  EXPECT_EQ(notebooks_.remove("another").code(), Code::kNotFound);
}

TEST_F(NotebooksTest, HaveNamesThatAreNoPaths) {
  ASSERT_TRUE(notebooks_.write("mine", "SELECT 1").ok());
  ASSERT_TRUE(replace_file(folder_.path() / "secret.sql", "a secret").ok());
  for (const char* name :
       {"", "../secret", "..", ".", "a/b", "a.b", "a\\b", "caf\xc3\xa9", "a b", "/etc/passwd"}) {
    EXPECT_EQ(notebooks_.read(name).status().code(), Code::kInvalidArgument) << name;
    EXPECT_EQ(notebooks_.write(name, "x").code(), Code::kInvalidArgument) << name;
    EXPECT_EQ(notebooks_.remove(name).code(), Code::kInvalidArgument) << name;
  }
  EXPECT_EQ(notebooks_.write(std::string(65, 'a'), "x").code(), Code::kInvalidArgument);
  EXPECT_TRUE(notebooks_.write(std::string(64, 'a'), "x").ok());
  EXPECT_EQ(*read_file(folder_.path() / "secret.sql"), "a secret");
}

TEST_F(NotebooksTest, AreNotEndless) {
  EXPECT_EQ(notebooks_.write("long", std::string(Notebooks::kBytesMax + 1, 'x')).code(),
            Code::kInvalidArgument);
}

TEST_F(NotebooksTest, AreNotOtherFilesOfTheFolder) {
  ASSERT_TRUE(notebooks_.write("mine", "SELECT 1").ok());
  ASSERT_TRUE(replace_file(folder_.path() / "notebooks/notes.txt", "x").ok());
  ASSERT_TRUE(replace_file(folder_.path() / "notebooks/odd name.sql", "x").ok());
  EXPECT_EQ(*notebooks_.names(), std::vector<std::string>{"mine"});
}

}  // namespace
}  // namespace pinflow::serve
