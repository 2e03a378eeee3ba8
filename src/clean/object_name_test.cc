#include "clean/object_name.h"

#include <gtest/gtest.h>

namespace pinflow::clean {
namespace {

TEST(ObjectName, TellsTopicPartitionAndFirstOffset) {
  auto name = parse_object_name("topics/demo.pin/partition=3/demo.pin+3+0000000120.json");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->from, (model::TopicPartition{"demo.pin", model::Partition{3}}));
  EXPECT_EQ(name->first_offset, model::Offset{120});
}

TEST(ObjectName, DoesNotMindOtherFoldersAndWiderOffsets) {
  EXPECT_EQ(
      parse_object_name("demo.pin/year=2020/month=01/demo.pin+0+12345678901.json")->first_offset,
      model::Offset{12345678901});
  EXPECT_EQ(parse_object_name("demo.pin+0+0.json")->from.topic, "demo.pin");
}

TEST(ObjectName, IsTheSameOfPackedObjects) {
  for (const char* key : {"x/demo.pin+2+07.json.gz", "x/demo.pin+2+07.json.zst"}) {
    EXPECT_EQ(parse_object_name(key)->from.topic, "demo.pin");
    EXPECT_EQ(parse_object_name(key)->first_offset, model::Offset{7});
  }
}

TEST(ObjectName, IsNothingForNamesOfAnotherLayout) {
  for (const char* key :
       {"topics/demo.pin/partition=0/notes.txt", "topics/demo.pin/partition=0/rows.json",
        "topics/demo.pin/partition=0/demo.pin+0+0000000000.gz",
        "topics/demo.pin/partition=0/demo.pin+0+0000000000.keys.json.gz",
        "topics/demo.pin/partition=0/demo.pin+0+0000000000.json.gz.zst",
        "topics/demo.pin/partition=0/demo.pin+0+0000000000.gz.parquet",
        "topics/demo.pin/partition=0/demo.pin+0+0000000000.bin",
        "topics/demo.pin/partition=0/demo.pin+0+0000000000.keys.json",
        "topics/demo.pin/partition=0/demo.pin+0.json", "topics/demo.pin/partition=0/+0+0.json",
        "topics/demo.pin/partition=0/demo.pin+-1+0000000000.json",
        "topics/demo.pin/partition=0/demo.pin+0+.json", ""}) {
    EXPECT_FALSE(parse_object_name(key)) << key;
  }
}

}  // namespace
}  // namespace pinflow::clean
