#include "gateway/kafka/schema.h"

#include <gtest/gtest.h>

namespace pinflow::gateway::kafka {
namespace {

TEST(SchemaTest, ALineIsAFieldWithTypeVersionsAndValue) {
  Schema schema = parse_schema("a int16\nb string? 2+\nc int32 3-5 =-1\nd bool 4\n");
  ASSERT_EQ(schema.size(), 4u);
  EXPECT_EQ(schema[0].name, "a");
  EXPECT_EQ(schema[0].type, FieldType::kInt16);
  EXPECT_TRUE(schema[0].is_in(0) && schema[0].is_in(99));
  EXPECT_TRUE(schema[1].is_nullable);
  EXPECT_FALSE(schema[1].is_in(1));
  EXPECT_TRUE(schema[2].is_in(3) && schema[2].is_in(5));
  EXPECT_FALSE(schema[2].is_in(6));
  EXPECT_EQ(schema[2].standard, -1);
  EXPECT_TRUE(schema[3].is_in(4));
  EXPECT_FALSE(schema[3].is_in(5));
}

TEST(SchemaTest, WhatIsIndentedBelongsToTheListAbove) {
  Schema schema = parse_schema(
      "topics []?\n"
      "  name string\n"
      "  partitions []\n"
      "    index int32\n"
      "  last int8\n"
      "after int64\n");
  ASSERT_EQ(schema.size(), 2u);
  EXPECT_TRUE(schema[0].is_nullable);
  ASSERT_EQ(schema[0].fields.size(), 3u);
  EXPECT_EQ(schema[0].fields[1].fields[0].name, "index");
  EXPECT_EQ(schema[0].fields[2].name, "last");
  EXPECT_EQ(schema[1].type, FieldType::kInt64);
}

TEST(SchemaDeathTest, ATypeThatThereIsNotStopsTheProgram) {
  EXPECT_DEATH(parse_schema("a number\n"), "");
}

}  // namespace
}  // namespace pinflow::gateway::kafka
