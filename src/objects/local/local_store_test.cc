#include "objects/local/local_store.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <functional>

#include "base/file.h"

namespace pinflow::objects {
namespace {

namespace fs = std::filesystem;

class LocalStoreTest : public testing::Test {
 protected:
  void SetUp() override { fs::remove_all(path_); }

  // Runs `work` on the store in a process of its own that stops at `killpoint`.
  void crash_at(const char* killpoint, const std::function<void(Store&)>& work) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    auto crash = [&] {
      ::setenv("PINFLOW_KILLPOINT", killpoint, 1);
      work(**open_local_store(path_));
    };
    EXPECT_EXIT(crash(), testing::KilledBySignal(SIGKILL), "");
  }

  fs::path path_ =
      fs::path(testing::TempDir()) /
      (std::string("local_store_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(LocalStoreTest, KeepsTheOldObjectWhenAPutIsCutShort) {
  crash_at("objects_after_temp:2", [](Store& store) {
    (void)store.put("k", "old");
    (void)store.put("k", "new");
  });
  auto store = std::move(*open_local_store(path_));
  EXPECT_EQ(*store->get("k"), "old");
  EXPECT_TRUE(fs::is_empty(path_ / ".pinflow-staging"));
}

TEST_F(LocalStoreTest, HasTheNewObjectWholeOnceItIsRenamed) {
  crash_at("objects_after_rename:2", [](Store& store) {
    (void)store.put("k", "old");
    (void)store.put("k", "new");
  });
  EXPECT_EQ(*(*open_local_store(path_))->get("k"), "new");
}

TEST_F(LocalStoreTest, HasWholeObjectsOnlyWhenPutAllIsCutShort) {
  std::vector<Put> puts;
  for (int i = 0; i < 100; ++i) puts.push_back({"f/" + std::to_string(i), "whole"});
  crash_at("objects_after_temp:50", [&](Store& store) { (void)store.put_all(puts); });
  auto store = std::move(*open_local_store(path_));
  auto found = store->list("");
  EXPECT_GE(found->size(), 40u);
  EXPECT_LT(found->size(), 100u);
  for (const ObjectInfo& info : *found) EXPECT_EQ(*store->get(info.key), "whole");
  EXPECT_EQ(store->put_all(puts).code(), Code::kAlreadyExists);
  EXPECT_EQ(store->list("")->size(), 100u);
}

TEST_F(LocalStoreTest, DoesNotFollowALinkOutOfItsFolder) {
  auto store = std::move(*open_local_store(path_));
  fs::path outside = path_.string() + "_outside";
  fs::create_directories(outside);
  ASSERT_TRUE(replace_file(outside / "secret", "secret").ok());
  fs::create_directory_symlink(outside, path_ / "link");
  fs::create_symlink(outside / "secret", path_ / "file_link");
  EXPECT_EQ(store->get("link/secret").status().code(), Code::kNotFound);
  EXPECT_EQ(store->get("file_link").status().code(), Code::kNotFound);
  EXPECT_EQ(store->info("file_link").status().code(), Code::kNotFound);
  EXPECT_EQ(store->local_path("link/secret").status().code(), Code::kNotFound);
  EXPECT_FALSE(store->put("link/new", "x").ok());
  EXPECT_TRUE(store->remove("link/secret").ok());
  EXPECT_TRUE(fs::exists(outside / "secret"));
  EXPECT_FALSE(fs::exists(outside / "new"));
  EXPECT_TRUE(store->list("")->empty());
}

TEST_F(LocalStoreTest, SaysWhichNamesAFolderCannotHold) {
  auto store = std::move(*open_local_store(path_));
  ASSERT_TRUE(store->put("a", "x").ok());
  ASSERT_TRUE(store->put("b/c", "x").ok());
  EXPECT_EQ(store->put("a/b", "x").code(), Code::kInvalidArgument);
  EXPECT_EQ(store->put("b", "x").code(), Code::kInvalidArgument);
  EXPECT_EQ(store->put(std::string(256, 'n'), "x").code(), Code::kInvalidArgument);
  EXPECT_EQ(store->put(".pinflow-staging/x", "x").code(), Code::kInvalidArgument);
}

TEST_F(LocalStoreTest, WritesNothingIntoAFolderThatIsOnlyRead) {
  EXPECT_EQ(open_local_store(path_, /*create=*/false).status().code(), Code::kNotFound);
  fs::create_directories(path_);
  ASSERT_TRUE(replace_file(path_ / "k", "x").ok());
  auto store = std::move(*open_local_store(path_, /*create=*/false));
  EXPECT_EQ(*store->get("k"), "x");
  EXPECT_EQ(store->list("")->size(), 1u);
  EXPECT_FALSE(fs::exists(path_ / ".pinflow-staging"));
}

TEST_F(LocalStoreTest, TellsOtherProgramsWhereAnObjectIs) {
  auto store = std::move(*open_local_store(path_));
  ASSERT_TRUE(store->put("a/b", "x").ok());
  EXPECT_EQ(store->url("a/b"), "file://" + fs::absolute(path_ / "a" / "b").string());
  EXPECT_EQ(*read_file(store->url("a/b").substr(7)), "x");
}

}  // namespace
}  // namespace pinflow::objects
