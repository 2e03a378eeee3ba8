#include "base/temporary_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace pinflow {
namespace {

TEST(TemporaryFolder, GoesWithAllThatIsInIt) {
  std::filesystem::path path;
  {
    TemporaryFolder folder("pinflow-test-");
    TemporaryFolder other("pinflow-test-");
    path = folder.path();
    EXPECT_NE(path, other.path());
    std::filesystem::create_directories(path / "deep");
    std::ofstream(path / "deep" / "file") << "x";
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(TemporaryFolder, TakesTheParentsThatItMadeAndLeavesThoseInUse) {
  TemporaryFolder outer("pinflow-test-");
  std::filesystem::create_directories(outer.path());
  for (bool is_used : {false, true}) {
    {
      TemporaryFolder folder("x-", outer.path() / "made" / "too");
      std::filesystem::create_directories(folder.path());
      if (is_used) std::ofstream(outer.path() / "made" / "file") << "x";
    }
    EXPECT_TRUE(std::filesystem::exists(outer.path()));
    EXPECT_EQ(std::filesystem::exists(outer.path() / "made"), is_used);
    EXPECT_FALSE(std::filesystem::exists(outer.path() / "made" / "too"));
  }
}

}  // namespace
}  // namespace pinflow
