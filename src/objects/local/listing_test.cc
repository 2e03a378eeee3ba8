#include "objects/local/listing.h"

#include <gtest/gtest.h>

#include <fstream>

namespace pinflow::objects {
namespace {

class ListingTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::remove_all(path_); }

  void make(const std::string& key) {
    std::filesystem::create_directories((path_ / key).parent_path());
    std::ofstream(path_ / key) << key;
  }

  std::string keys(std::string_view prefix, std::string_view after = "", size_t max = 100) {
    std::string joined;
    auto found = list_files(*Folder::open(path_), prefix, after, max);
    for (const ObjectInfo& info : *found) joined += info.key + " ";
    return joined;
  }

  std::filesystem::path path_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("listing_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(ListingTest, SortsAFolderByItsNameAndSlashAmongTheFiles) {
  for (const char* key : {"a/x", "a.b", "a0", "a-", "a/b/c"}) make(key);
  EXPECT_EQ(keys(""), "a- a.b a/b/c a/x a0 ");
}

TEST_F(ListingTest, ContinuesAfterAnyKeyEvenWithinFolders) {
  for (const char* key : {"a/b/c", "a/b/d", "a/c", "b/a", "c"}) make(key);
  std::string after;
  std::string joined;
  for (std::string one = keys("", after, 1); !one.empty(); one = keys("", after, 1)) {
    joined += one;
    after = one.substr(0, one.size() - 1);
  }
  EXPECT_EQ(joined, "a/b/c a/b/d a/c b/a c ");
}

TEST_F(ListingTest, LeavesOutLinksStagingAndNamesThatAreNoKeys) {
  for (const char* key : {"good", ".pinflow-staging/x/1", "bad\xFFname"}) make(key);
  std::filesystem::create_symlink("/etc/passwd", path_ / "link");
  std::filesystem::create_directory_symlink("/etc", path_ / "folder_link");
  EXPECT_EQ(keys(""), "good ");
  EXPECT_EQ(keys(".pinflow-staging/x/"), "");
  EXPECT_EQ(keys("folder_link/"), "");
  EXPECT_EQ(keys("../"), "");
  EXPECT_EQ(keys("/"), "");
}

TEST_F(ListingTest, GivesAnotherEtagToAnotherFileSizeOrTime) {
  struct stat file = {};
  file.st_mtim = {1, 2};
  file.st_ino = 16;
  file.st_size = 255;
  ObjectInfo info = object_info("k", file);
  EXPECT_EQ(info.etag, "3b9aca02-10-ff");
  EXPECT_EQ(to_int64(info.modified_at), 1000);
  EXPECT_EQ(info.size_bytes, 255u);
}

}  // namespace
}  // namespace pinflow::objects
