#include "clean/compact_objects.h"

#include <gtest/gtest.h>

#include "clean/objects_fixture.h"

namespace pinflow::clean {
namespace {

using CompactObjectsTest = ObjectsFixture;

TEST_F(CompactObjectsTest, MakesOneObjectOfThoseThatFollowEachOther) {
  put(0, 100);
  CompactReport report = compact();
  EXPECT_EQ(bucket_.objects, (Content{{key_of(0), lines(0, 100)}}));
  EXPECT_EQ(report.objects_before, 100);
  EXPECT_EQ(report.objects_after, 1);
  EXPECT_EQ(report.records, 100);
  EXPECT_EQ(report.bytes, lines(0, 100).size());
  EXPECT_EQ(compact().objects_before, 0);
}

TEST_F(CompactObjectsTest, NeverJoinsAcrossAGapAFolderOrAPartition) {
  put(0, 2);
  put(3, 5);
  std::string other_folder = key_of(5, "topics/t/year=2026");
  std::string other_partition = "topics/t/partition=1/t+1+0000000000.json";
  std::string other_name = "topics/t/partition=0/readme.txt";
  bucket_.objects[other_folder] = bucket_.objects[other_partition] = "{}\n";
  bucket_.objects[other_name] = "hello\n";
  bucket_.objects[key_of(7)] = "no end";
  compact();
  EXPECT_EQ(bucket_.objects, (Content{{key_of(0), lines(0, 2)},
                                      {key_of(3), lines(3, 5)},
                                      {key_of(7), "no end"},
                                      {other_folder, "{}\n"},
                                      {other_partition, "{}\n"},
                                      {other_name, "hello\n"}}));
}

TEST_F(CompactObjectsTest, LeavesLargeOnesAndWhatIsNotSettled) {
  options_.object_bytes_max = 40;
  bucket_.objects[key_of(0)] = lines(0, 4);  // 32 bytes, over half.
  put(4, 12);
  options_.is_settled = [](const objects::ObjectInfo&, const ObjectName& name) {
    return name.first_offset < model::Offset{10};
  };
  EXPECT_EQ(compact().unsettled, 2);
  EXPECT_EQ(bucket_.objects, (Content{{key_of(0), lines(0, 4)},
                                      {key_of(4), lines(4, 9)},
                                      {key_of(9), line(9)},
                                      {key_of(10), line(10)},
                                      {key_of(11), line(11)}}));
}

TEST_F(CompactObjectsTest, RemovesOriginalsThatACompactionCutShortHasLeft) {
  put(0, 6);
  bucket_.objects[key_of(0)] = lines(0, 4);
  EXPECT_EQ(compact().left_over, 3);
  EXPECT_EQ(bucket_.objects, (Content{{key_of(0), lines(0, 6)}}));
}

TEST_F(CompactObjectsTest, RemovesThemBehindALargeOneToo) {
  options_.object_bytes_max = 60;
  put(0, 7);
  bucket_.objects[key_of(0)] = lines(0, 5);
  EXPECT_EQ(compact().left_over, 4);
  EXPECT_EQ(bucket_.objects, (Content{{key_of(0), lines(0, 5)}, {key_of(5), lines(5, 7)}}));
}

TEST_F(CompactObjectsTest, KeepsAnObjectWhoseRecordsAreOthersThanThoseAtItsOffsets) {
  put(0, 3);
  bucket_.objects[key_of(0)] = lines(0, 2);
  bucket_.objects[key_of(1)] = "{\"n\":999}\n";
  Content before = bucket_.objects;
  compact();
  EXPECT_EQ(bucket_.objects[key_of(0)], lines(0, 2));
  EXPECT_EQ(bucket_.objects[key_of(1)], "{\"n\":999}\n" + line(2));
}

TEST_F(CompactObjectsTest, DoesNothingOnADryRunButCount) {
  put(0, 10);
  Content before = bucket_.objects;
  options_.dry_run = true;
  EXPECT_EQ(compact().objects_before, 10);
  options_.copies_dir = "compacted";
  EXPECT_EQ(compact().objects_before, 10);
  EXPECT_EQ(bucket_.objects, before);
}

TEST_F(CompactObjectsTest, SparesLargeOnesWhereItIsDoneOften) {
  options_.spares_large = true;
  options_.objects_least = 3;
  bucket_.objects[key_of(0)] = lines(0, 10);
  put(10, 13);
  EXPECT_EQ(compact().objects_before, 3);
  EXPECT_EQ(bucket_.objects, (Content{{key_of(0), lines(0, 10)}, {key_of(10), lines(10, 13)}}));
  put(13, 15);
  EXPECT_EQ(compact().objects_before, 0);
  put(15, 26);
  EXPECT_EQ(compact().objects_before, 15);  // Together they are larger than the large one.
  EXPECT_EQ(bucket_.objects, (Content{{key_of(0), lines(0, 26)}}));
}

}  // namespace
}  // namespace pinflow::clean
