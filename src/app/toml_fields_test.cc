#include "app/toml_fields.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

TEST(TomlFields, GivesEachKeyWithItsType) {
  TomlValue root = *parse_toml("a = 'x'\nn = 1.5\nwhole = 2\nl = ['p', 'q']\n", "f.toml");
  TomlFields fields(root);
  EXPECT_EQ(*fields.text("a"), "x");
  EXPECT_EQ(**fields.number("n"), 1.5);
  EXPECT_EQ(**fields.number("whole"), 2.0);
  EXPECT_FALSE(fields.number("absent")->has_value());
  EXPECT_EQ(fields.list("l")->size(), 2U);
  EXPECT_TRUE(fields.finish().ok());
}

TEST(TomlFields, NamesThePlaceOfWhatDoesNotFit) {
  TomlValue root = *parse_toml("a = 1\nbeta = 'x'\n", "f.toml");
  TomlFields fields(root);
  EXPECT_EQ(fields.text("a").status().message(), "f.toml:1:1: 'a' must be a string");
  EXPECT_EQ(fields.number("beta").status().message(), "f.toml:2:1: 'beta' must be a number");
  EXPECT_EQ(fields.at("beta").place, "f.toml:2:1");
  EXPECT_FALSE(fields.text("gamma").ok());
}

TEST(TomlFields, AKeyThatNobodyAskedForIsUnknown) {
  TomlValue root = *parse_toml("colunms = 1\n", "f.toml");
  TomlFields fields(root);
  ASSERT_TRUE(fields.list("columns").ok());
  EXPECT_EQ(fields.finish().message(),
            "f.toml:1:1: unknown key 'colunms'; did you mean 'columns'?");
}

}  // namespace
}  // namespace pinflow::app
