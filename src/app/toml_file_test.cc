#include "app/toml_file.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

TEST(TomlFile, KeepsOrderTypesAndPlaces) {
  TomlValue root =
      *parse_toml("z = 1\na = [true, 'x']\n[t]\nd = 1.5\nday = 2020-01-02\n", "f.toml");
  EXPECT_EQ(root.table()->at(0).name, "z");
  EXPECT_EQ(root.find("z")->type(), "integer");
  EXPECT_EQ(root.find("a")->array()->at(1).place, "f.toml:2:12");
  EXPECT_EQ(root.find("t")->find("d")->place, "f.toml:4:1");
  EXPECT_EQ(*root.find("t")->find("day")->text(), "2020-01-02");
  EXPECT_EQ(root.find("nothing"), nullptr);
}

TEST(TomlFile, SaysWhereATextIsNotToml) {
  Status status = parse_toml("a = 1\nb = = 2\n", "f.toml").status();
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_TRUE(status.message().starts_with("f.toml:2:")) << status.message();
}

}  // namespace
}  // namespace pinflow::app
