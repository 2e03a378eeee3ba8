#include "gateway/kafka/message.h"

#include <gtest/gtest.h>

namespace pinflow::gateway::kafka {
namespace {

const Schema& counted_schema() {
  static const Schema schema = parse_schema(
      "count int32 =-1\n"
      "name string\n"
      "note string?\n"
      "topics []?\n"
      "  index int32\n");
  return schema;
}

TEST(MessageTest, WhatIsNotSetIsTheStandard) {
  Message message(counted_schema());
  EXPECT_EQ(message.number("count"), -1);
  EXPECT_EQ(message.text("name"), "");
  EXPECT_FALSE(message.is_null("name"));
  EXPECT_TRUE(message.is_null("note"));
  EXPECT_TRUE(message.is_null("topics"));
  EXPECT_TRUE(message.list("topics").empty());
}

TEST(MessageTest, WhatIsSetIsThere) {
  Message message(counted_schema());
  message.set("count", 7).set("name", "n").set("note", std::string("x"));
  message.add("topics").set("index", 1);
  message.add("topics").set("index", 2);
  EXPECT_EQ(message.number32("count"), 7);
  EXPECT_EQ(message.text("note"), "x");
  ASSERT_EQ(message.list("topics").size(), 2u);
  EXPECT_EQ(message.list("topics")[1].number("index"), 2);
}

TEST(MessageTest, AnEmptyListIsNotNull) {
  Message message(counted_schema());
  message.set_empty("topics");
  EXPECT_FALSE(message.is_null("topics"));
  EXPECT_TRUE(message.list("topics").empty());
}

TEST(MessageDeathTest, AFieldThatThereIsNotStopsTheProgram) {
  Message message(counted_schema());
  EXPECT_DEATH((void)message.number("cuont"), "");
}

TEST(MessageTest, WhatIsAskedForManyTimesIsSeenOnce) {
  const Schema schema = parse_schema("topics []\n  name string\n");
  Message message(schema);
  for (const char* name : {"b", "a", "b", "a", "c"}) message.add("topics").set("name", name);
  std::string names;
  for (const Message* topic : distinct(message.list("topics"), "name"))
    names += topic->text("name");
  EXPECT_EQ(names, "bac");
}

}  // namespace
}  // namespace pinflow::gateway::kafka
