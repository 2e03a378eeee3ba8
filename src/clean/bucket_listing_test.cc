#include "clean/bucket_listing.h"

#include <gtest/gtest.h>

#include "base/crc32c.h"
#include "clean/memory_store.h"

namespace pinflow::clean {
namespace {

constexpr const char* kFirst = "topics/demo.pin/partition=0/demo.pin+0+0000000000.json";
constexpr const char* kSecond = "topics/demo.pin/partition=0/demo.pin+0+0000000001.json";

KnownRecords remembered(const MemoryStore& bucket, const char* key) {
  objects::ObjectInfo info = *bucket.info(key);
  ReadObjects read;
  read[key] = {key, info.size_bytes, info.etag, crc32c(*bucket.get(key))};
  return KnownRecords(std::move(read));
}

TEST(BucketListing, HasNewObjectsOnly) {
  MemoryStore bucket;
  bucket.objects = {{kFirst, "{}\n"}, {kSecond, "{}\n"}};
  auto listing = list_new_objects(bucket, "topics", "demo.pin", remembered(bucket, kFirst));
  ASSERT_TRUE(listing.ok());
  ASSERT_EQ(listing->fresh.size(), 1u);
  EXPECT_EQ(listing->fresh[0].info.key, kSecond);
  EXPECT_EQ(listing->fresh[0].name.first_offset, model::Offset{1});
}

TEST(BucketListing, TellsANewEtagFromNewBytes) {
  MemoryStore bucket;
  bucket.objects = {{kFirst, "{}\n"}};
  KnownRecords read = remembered(bucket, kFirst);
  bucket.etags[kFirst] = "written again";
  auto listing = list_new_objects(bucket, "topics", "demo.pin", read);
  ASSERT_EQ(listing->same.size(), 1u);
  EXPECT_EQ(listing->same[0].etag, "written again");
  EXPECT_TRUE(listing->changed.empty());

  bucket.objects[kFirst] = "[]\n";
  listing = list_new_objects(bucket, "topics", "demo.pin", read);
  EXPECT_EQ(listing->changed, std::vector<std::string>{kFirst});
  EXPECT_TRUE(listing->same.empty());
  EXPECT_TRUE(listing->fresh.empty());
}

TEST(BucketListing, ReadsTheRestOfAnObjectThatBeginsWithWhatWasRead) {
  MemoryStore bucket;
  bucket.objects = {{kFirst, "{}\n"}};
  KnownRecords read = remembered(bucket, kFirst);
  bucket.objects[kFirst] = "{}\n[]\n";
  auto listing = list_new_objects(bucket, "topics", "demo.pin", read);
  ASSERT_EQ(listing->fresh.size(), 1u);
  EXPECT_EQ(listing->fresh[0].partial->parts, (std::vector<ObjectPart>{{1, 3, 3}}));
  EXPECT_TRUE(listing->changed.empty());
}

TEST(BucketListing, LeavesOutOtherNamesAndTopics) {
  MemoryStore bucket;
  bucket.objects = {{"topics/demo.pin/readme.txt", "x"},
                    {"topics/demo.pin/partition=0/demo.geo+0+0000000000.json", "{}\n"},
                    {"topics/demo.pinboard/partition=0/demo.pinboard+0+0000000000.json", "{}\n"}};
  auto listing = list_new_objects(bucket, "topics", "demo.pin", KnownRecords({}));
  EXPECT_TRUE(listing->fresh.empty());
  EXPECT_EQ(listing->of_other_layout.size(), 2u);
}

TEST(BucketListing, FindsTopicsWithoutAFolder) {
  MemoryStore bucket;
  bucket.objects = {{"demo.pin/partition=0/demo.pin+0+0000000000.json", "{}\n"}};
  EXPECT_EQ(list_new_objects(bucket, "", "demo.pin", KnownRecords({}))->fresh.size(), 1u);
}

}  // namespace
}  // namespace pinflow::clean
