#include "clean/copy_objects.h"

#include <gtest/gtest.h>

#include "clean/memory_store.h"

namespace pinflow::clean {
namespace {

std::string key_of(int64_t offset, const std::string& folder = "topics/t/partition=0") {
  std::string digits = std::to_string(offset);
  return folder + "/t+0+" + std::string(10 - digits.size(), '0') + digits + ".json";
}

class CopyObjectsTest : public testing::Test {
 protected:
  // Puts one-record objects of offsets begin … end - 1.
  void put(int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) bucket_.objects[key_of(i)] = line(i);
  }
  static std::string line(int64_t offset) { return "{\"n\":" + std::to_string(offset) + "}\n"; }
  static std::string lines(int64_t begin, int64_t end) {
    std::string all;
    for (int64_t i = begin; i < end; ++i) all += line(i);
    return all;
  }

  CompactReport compact() {
    Result<CompactReport> report = compact_objects(bucket_, options_);
    EXPECT_TRUE(report.ok()) << report.status().message();
    return report.ok() ? *report : CompactReport();
  }

  MemoryStore bucket_;
  CompactOptions options_;
};

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
