#include "app/settings_file.h"

#include <gtest/gtest.h>

#include "base/file.h"

namespace pinflow::app {
namespace {

Result<std::map<std::string, std::string>> read(const char* name, std::string_view text) {
  std::filesystem::path file = std::filesystem::path(testing::TempDir()) / name;
  EXPECT_TRUE(replace_file(file, text).ok());
  return read_settings(file);
}

TEST(SettingsFile, ReadsTheExercisesYaml) {
  auto settings =
      read("db_creds.yaml", "HOST: db.example\nUSER: me\nPASSWORD: 'a: b'\nPORT: 3306\n");
  ASSERT_TRUE(settings.ok()) << settings.status().message();
  EXPECT_EQ(settings->at("PASSWORD"), "a: b");
  EXPECT_EQ(settings->at("PORT"), "3306");
}

TEST(SettingsFile, ReadsEnvironmentFiles) {
  auto settings = read(".env", "# comment\nexport invoke_URL=\"https://x/test\"\n\nRDS_USER = u\n");
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->at("invoke_URL"), "https://x/test");
  EXPECT_EQ(settings->at("RDS_USER"), "u");
}

TEST(SettingsFile, NamesTheLineButNeverAValue) {
  Status yaml = read("bad.yaml", "A: 1\nPASSWORD: [secret\n").status();
  EXPECT_EQ(yaml.code(), Code::kInvalidArgument);
  EXPECT_EQ(yaml.message().find("secret"), std::string::npos);
  EXPECT_NE(read("bad.env", "A=1\nsecret\n").status().message().find("line 2"), std::string::npos);
  EXPECT_EQ(read_settings("/nowhere.yaml").status().code(), Code::kNotFound);
}

}  // namespace
}  // namespace pinflow::app
