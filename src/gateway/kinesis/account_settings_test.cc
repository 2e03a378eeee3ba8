#include "gateway/kinesis/account_settings.h"

#include <gtest/gtest.h>

#include <fstream>

namespace pinflow::gateway::kinesis {
namespace {

class AccountSettingsTest : public testing::Test {
 protected:
  AccountSettingsTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("account_settings_") +
       testing::UnitTest::GetInstance()->current_test_info()->name());
  const std::filesystem::path file_ = folder_ / "account.json";
  const UnixMillis time_{std::chrono::milliseconds(1'700'000'000'123)};
};

TEST_F(AccountSettingsTest, OutliveTheProcess) {
  EXPECT_FALSE(AccountSettings(file_).commitment().is_enabled);
  ASSERT_TRUE(AccountSettings(file_).set_commitment({true, time_}).ok());
  Commitment kept = AccountSettings(file_).commitment();
  EXPECT_TRUE(kept.is_enabled);
  EXPECT_EQ(kept.changed_at, time_);
}

TEST_F(AccountSettingsTest, WithoutAFileLastAsLongAsTheProcess) {
  AccountSettings settings("");
  ASSERT_TRUE(settings.set_commitment({true, time_}).ok());
  EXPECT_TRUE(settings.commitment().is_enabled);
}

TEST_F(AccountSettingsTest, AreNoneWhereTheFileIsDamaged) {
  for (const char* text : {"", "{", "{}", R"({"commitment_is_enabled":1})"}) {
    std::ofstream(file_) << text;
    EXPECT_FALSE(AccountSettings(file_).commitment().changed_at) << text;
  }
}

TEST_F(AccountSettingsTest, AreNotSetWhereTheyCannotBeKept) {
  AccountSettings settings(folder_ / "none" / "account.json");
  EXPECT_FALSE(settings.set_commitment({true, time_}).ok());
  EXPECT_FALSE(settings.commitment().is_enabled);
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
