#include "post/follow_position.h"

#include <gtest/gtest.h>

namespace pinflow::post {
namespace {

class FollowPositionTest : public testing::Test {
 protected:
  FollowPositionTest()
      : folder_(testing::TempDir() + "follow_position_test_" +
                testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::remove_all(folder_);
  }

  const std::filesystem::path folder_;
  const FollowPosition position_{
      "mysql://there:3306/rows", {"t \"q\"", "ind", "at"}, {"2024-05-01 10:00:00.25", "-7"}, 12};
};

TEST_F(FollowPositionTest, IsReadAsItWasWritten) {
  EXPECT_TRUE(list_positions(folder_)->empty());
  ASSERT_TRUE(create_directories_durably(folder_).ok());
  EXPECT_FALSE(read_position(folder_, "demo.pin.kafka")->has_value());
  ASSERT_TRUE(write_position(folder_, "demo.pin.kafka", position_).ok());
  const auto listed = list_positions(folder_);
  ASSERT_EQ(listed->size(), 1u);
  const FollowPosition& read = listed->at("demo.pin.kafka");
  EXPECT_EQ(read.source_name, position_.source_name);
  EXPECT_EQ(read.follow.table, "t \"q\"");
  EXPECT_EQ(read.follow.key, "ind");
  EXPECT_EQ(read.follow.timestamp, "at");
  EXPECT_EQ(read.place, position_.place);
  EXPECT_EQ(read.row_count, 12u);
}

TEST_F(FollowPositionTest, IsForgottenOnce) {
  ASSERT_TRUE(create_directories_durably(folder_).ok());
  ASSERT_TRUE(write_position(folder_, "a", position_).ok());
  EXPECT_TRUE(remove_position(folder_, "a").ok());
  EXPECT_EQ(remove_position(folder_, "a").code(), Code::kNotFound);
}

TEST_F(FollowPositionTest, IsNotTakenFromADamagedFile) {
  ASSERT_TRUE(create_directories_durably(folder_).ok());
  for (const char* text : {"{", "{}", R"({"key": "1 OR 1"})"}) {
    ASSERT_TRUE(replace_file(folder_ / "a.json", text).ok());
    EXPECT_EQ(read_position(folder_, "a").status().code(), Code::kCorruption) << text;
  }
}

TEST_F(FollowPositionTest, IsHeldByOneAtATime) {
  {
    const auto held = lock_position(folder_, "a");
    ASSERT_TRUE(held.ok());
    EXPECT_EQ(lock_position(folder_, "a").status().code(), Code::kAlreadyExists);
    EXPECT_TRUE(lock_position(folder_, "b").ok());
  }
  EXPECT_TRUE(lock_position(folder_, "a").ok());
}

}  // namespace
}  // namespace pinflow::post
