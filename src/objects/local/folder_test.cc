#include "objects/local/folder.h"

#include <gtest/gtest.h>

namespace pinflow::objects {
namespace {

class FolderTest : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_ / "a" / "b");
  }

  std::filesystem::path path_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("folder_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(FolderTest, ReadsTheFileThatWasWrittenAndWritesItOnlyOnce) {
  Folder folder = std::move(*Folder::open(path_)->enter_all("a/b"));
  EXPECT_TRUE(folder.write_new_file("x", "bytes").ok());
  EXPECT_EQ(folder.write_new_file("x", "other").code(), Code::kAlreadyExists);
  EXPECT_EQ(*folder.read_file("x"), "bytes");
  EXPECT_TRUE(folder.sync().ok());
}

TEST_F(FolderTest, NeverFollowsALink) {
  std::filesystem::create_directory_symlink("/", path_ / "root");
  std::filesystem::create_symlink("/etc/passwd", path_ / "secret");
  Folder folder = std::move(*Folder::open(path_));
  EXPECT_EQ(folder.enter("root").status().code(), Code::kNotFound);
  EXPECT_EQ(folder.read_file("secret").status().code(), Code::kNotFound);
  EXPECT_EQ(folder.read_file("a").status().code(), Code::kNotFound);  // A folder is no file.
}

TEST_F(FolderTest, ShowsEachPartBeforeItIsEntered) {
  std::string seen;
  auto entered = Folder::open(path_)->enter_all("a/c", [&](const Folder&, const std::string& name) {
    seen += name + ";";
    return Status();
  });
  EXPECT_EQ(entered.status().code(), Code::kNotFound);
  EXPECT_EQ(seen, "a;c;");
}

}  // namespace
}  // namespace pinflow::objects
