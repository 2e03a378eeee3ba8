#include "objects/s3/local_copies.h"

#include <gtest/gtest.h>

#include "base/file.h"

namespace pinflow::objects {
namespace {

class LocalCopiesTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              (std::string("local_copies_") +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
  }
  static ObjectInfo object(const std::string& key, const std::string& etag) {
    return {key, 5, etag, UnixMillis()};
  }
  ReadRange read_range() {
    return [this](const ObjectInfo&, uint64_t position, uint64_t) -> Result<std::string> {
      ++reads_;
      return position == 0 ? std::string("abc") : std::string("de");
    };
  }

  std::filesystem::path folder_;
  ManualClock clock_{UnixMillis(std::chrono::hours(1000))};
  int reads_ = 0;
};

TEST_F(LocalCopiesTest, ReadsAnObjectOnceAndAnotherVersionAnew) {
  LocalCopies copies(folder_, 1000, clock_);
  auto path = copies.get(object("a/b.parquet", "1"), read_range());
  ASSERT_TRUE(path.ok());
  EXPECT_EQ(path->extension(), ".parquet");
  EXPECT_EQ(*read_file(*path), "abcde");
  EXPECT_EQ(*copies.get(object("a/b.parquet", "1"), read_range()), *path);
  EXPECT_EQ(reads_, 2);
  EXPECT_NE(*copies.get(object("a/b.parquet", "2"), read_range()), *path);
  EXPECT_EQ(reads_, 4);
}

TEST_F(LocalCopiesTest, KnowsThoseOfAnEarlierProcess) {
  (void)LocalCopies(folder_, 1000, clock_).get(object("a", "1"), read_range());
  LocalCopies later(folder_, 1000, clock_);
  EXPECT_TRUE(later.get(object("a", "1"), read_range()).ok());
  EXPECT_EQ(reads_, 2);
}

TEST_F(LocalCopiesTest, LetsGoOfThoseThatAreOldOncePastTheLimit) {
  LocalCopies copies(folder_, 8, clock_);
  auto first = *copies.get(object("a", "1"), read_range());
  auto second = *copies.get(object("b", "1"), read_range());
  EXPECT_TRUE(std::filesystem::exists(first));  // Somebody may be about to open it.
  clock_.advance(std::chrono::hours(2));
  auto third = *copies.get(object("c", "1"), read_range());
  EXPECT_FALSE(std::filesystem::exists(first));
  EXPECT_FALSE(std::filesystem::exists(second));
  EXPECT_TRUE(std::filesystem::exists(third));
}

TEST_F(LocalCopiesTest, LeavesNothingBehindWhenReadingFails) {
  LocalCopies copies(folder_, 1000, clock_);
  auto failing = [](const ObjectInfo&, uint64_t, uint64_t) -> Result<std::string> {
    return Status(Code::kUnavailable, "reset");
  };
  EXPECT_EQ(copies.get(object("a", "1"), failing).status().code(), Code::kUnavailable);
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

}  // namespace
}  // namespace pinflow::objects
