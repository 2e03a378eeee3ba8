#include "objects/local/staging.h"

#include <gtest/gtest.h>

#include <fstream>

#include "objects/local/listing.h"

namespace pinflow::objects {
namespace {

class StagingTest : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }

  std::filesystem::path path_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("staging_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(StagingTest, KeepsFilesOfTheLivingAndRemovesThoseOfTheDead) {
  auto abandoned = path_ / kStagingFolder / "crashed";
  std::filesystem::create_directories(abandoned);
  std::ofstream(abandoned / "1") << "half";
  Staging staging = std::move(*Staging::open(path_));
  ASSERT_TRUE(staging.folder().write_new_file("1", "mine").ok());

  remove_abandoned_staging(path_);

  EXPECT_FALSE(std::filesystem::exists(abandoned));
  EXPECT_TRUE(std::filesystem::exists(staging.path() / "1"));
}

TEST_F(StagingTest, LeavesNothingBehindWhenItCloses) {
  std::filesystem::path path;
  {
    Staging staging = std::move(*Staging::open(path_));
    path = staging.path();
    EXPECT_TRUE(std::filesystem::exists(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(StagingTest, SweepingMakesNothingInAFolderThatIsOnlyRead) {
  remove_abandoned_staging(path_);
  EXPECT_TRUE(std::filesystem::is_empty(path_));
}

}  // namespace
}  // namespace pinflow::objects
