#include "clean/object_run.h"

#include <gtest/gtest.h>

#include "clean/memory_store.h"

namespace pinflow::clean {
namespace {

SourceObject object(const std::string& key, uint64_t size_bytes = 0) {
  return {{key, size_bytes, "", {}}, *parse_object_name(key)};
}

TEST(ObjectRun, TakesWhatFollowsAndKnowsWhatItHolds) {
  ObjectRun run;
  EXPECT_EQ(run.add(object("t+0+5.json"), "a\nb\n"), ObjectRun::Add::kAdded);
  EXPECT_EQ(run.add(object("t+0+7.json"), "c\n"), ObjectRun::Add::kAdded);
  EXPECT_EQ(run.add(object("t+0+6.json"), "b\n"), ObjectRun::Add::kHeld);
  EXPECT_EQ(run.add(object("t+0+6.json"), "b\nc\n"), ObjectRun::Add::kHeld);
  EXPECT_EQ(run.add(object("t+0+6.json"), "x\n"), ObjectRun::Add::kOther);
  EXPECT_EQ(run.add(object("t+0+9.json"), "e\n"), ObjectRun::Add::kOther);
  EXPECT_EQ(run.add(object("t+0+8.json"), "no end"), ObjectRun::Add::kOther);
  EXPECT_EQ(run.add(object("t+0+8.json"), ""), ObjectRun::Add::kOther);
  EXPECT_EQ(run.bytes(), "a\nb\nc\n");
  EXPECT_EQ(run.record_count(), 3);
  EXPECT_EQ(run.objects().size(), 2u);
}

TEST(ObjectRun, SortsByPlaceThenByOffsetNotByName) {
  std::vector<SourceObject> sorted =
      sorted_by_place({object("b/t+0+3.json"), object("a/t+0+10.json"), object("a/t+0+9.json")});
  EXPECT_EQ(sorted[0].info.key, "a/t+0+9.json");
  EXPECT_EQ(sorted[1].info.key, "a/t+0+10.json");
  EXPECT_EQ(place_size(sorted), 2u);
}

TEST(ObjectRun, ReadsInOrderOnlyWhatIsWanted) {
  MemoryStore bucket;
  std::vector<SourceObject> objects;
  for (int i = 100; i < 150; ++i) {
    std::string key = "t+0+" + std::to_string(i) + ".json";
    bucket.objects[key] = std::to_string(i);
    objects.push_back(object(key, 3));
  }
  bucket.unreadable = {"t+0+110.json"};
  auto wanted = [](const SourceObject& one) { return one.info.key != "t+0+110.json"; };
  int next = 100;
  auto take = [&](const SourceObject&, const std::string& bytes) {
    EXPECT_EQ(bytes, next == 110 ? "" : std::to_string(next));
    ++next;
    return Status();
  };
  EXPECT_TRUE(read_in_order(bucket, objects, wanted, take).ok());
  EXPECT_EQ(next, 150);
  bucket.objects["t+0+120.json"] = "longer since";
  EXPECT_EQ(read_in_order(bucket, objects, wanted, [](auto&, auto&) { return Status(); }).code(),
            Code::kAlreadyExists);
}

}  // namespace
}  // namespace pinflow::clean
