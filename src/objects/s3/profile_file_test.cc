#include "objects/s3/profile_file.h"

#include <gtest/gtest.h>

namespace pinflow::objects {
namespace {

TEST(ProfileFile, ReadsTheSectionAskedFor) {
  constexpr std::string_view kText =
      "# keys\n[default]\naws_access_key_id = A\r\naws_secret_access_key=b=c\n\n"
      "[ profile other ]\n; no\naws_access_key_id = O\n";
  auto settings = profile_section(kText, "default");
  EXPECT_EQ(settings["aws_access_key_id"], "A");
  EXPECT_EQ(settings["aws_secret_access_key"], "b=c");
  EXPECT_EQ(profile_section(kText, "profile other")["aws_access_key_id"], "O");
  EXPECT_TRUE(profile_section(kText, "missing").empty());
}

}  // namespace
}  // namespace pinflow::objects
