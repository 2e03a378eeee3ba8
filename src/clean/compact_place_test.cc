#include "clean/compact_place.h"

#include <gtest/gtest.h>

#include "clean/memory_store.h"

namespace pinflow::clean {
namespace {

// Another process has put them together, to other ends, since they were listed.
TEST(PlaceCompactor, LeavesAloneWhatChangedSinceItWasListed) {
  MemoryStore bucket;
  bucket.objects = {{"t+0+0.json", "a\n"}, {"t+0+1.json", "b\n"}, {"t+0+2.json", "c\n"}};
  auto compact_when = [&](const std::function<void()>& changes) {
    std::vector<SourceObject> place;
    auto listed = bucket.list("", "", SIZE_MAX);
    for (objects::ObjectInfo& info : *listed) {
      ObjectName name = *parse_object_name(info.key);
      place.push_back({std::move(info), std::move(name)});
    }
    changes();
    CompactOptions options;
    CompactReport report;
    return PlaceCompactor(bucket, options, &report).compact(place);
  };
  Status status = compact_when([&] { bucket.etags["t+0+1.json"] = "put anew"; });
  EXPECT_EQ(status.code(), Code::kAlreadyExists);
  EXPECT_NE(status.message().find("t+0+1.json: changed meanwhile"), std::string::npos);
  EXPECT_EQ(bucket.objects["t+0+0.json"], "a\n");
  EXPECT_EQ(bucket.objects.size(), 3u);
  EXPECT_TRUE(compact_when([] {}).ok());
  EXPECT_EQ(bucket.objects.size(), 1u);
}

}  // namespace
}  // namespace pinflow::clean
