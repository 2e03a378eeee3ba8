#include "clean/copy_objects.h"

#include <gtest/gtest.h>

#include "clean/objects_fixture.h"

namespace pinflow::clean {
namespace {

using CopyObjectsTest = ObjectsFixture;

TEST_F(CopyObjectsTest, KeepsOriginalsAndPutsCopiesTogetherElsewhere) {
  options_.copies_dir = "compacted";
  put(0, 10);
  auto originals = bucket_.objects;
  EXPECT_EQ(compact().objects_before, 10);
  std::string copy = key_of(0, "compacted/t/partition=0");
  originals[copy] = lines(0, 10);
  EXPECT_EQ(bucket_.objects, originals);
  EXPECT_EQ(compact().objects_before, 0);
  EXPECT_EQ(bucket_.objects, originals);

  put(10, 12);
  put(13, 14);
  originals = bucket_.objects;
  EXPECT_EQ(compact().objects_before, 2);
  EXPECT_EQ(bucket_.objects[copy], lines(0, 12));
  put(14, 20);
  compact();
  EXPECT_EQ(bucket_.objects[key_of(13, "compacted/t/partition=0")], lines(13, 20));
}

TEST_F(CopyObjectsTest, SaysWhichCopyIsNotWhatItsOriginalsAre) {
  options_.copies_dir = "compacted";
  put(0, 3);
  std::string copy = key_of(0, "compacted/t/partition=0");
  bucket_.objects[copy] = "something else\n";
  Status status = compact_objects(bucket_, options_).status();
  EXPECT_EQ(status.code(), Code::kAlreadyExists);
  EXPECT_NE(status.message().find(copy), std::string::npos);
}

}  // namespace
}  // namespace pinflow::clean
