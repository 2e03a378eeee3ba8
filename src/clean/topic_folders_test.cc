#include "clean/topic_folders.h"

#include <gtest/gtest.h>

#include "clean/memory_store.h"

namespace pinflow::clean {
namespace {

using Names = std::vector<std::string>;

TEST(TopicFolders, AreThoseThatHaveObjects) {
  MemoryStore bucket;
  bucket.objects = {{"compacted/c/x", ""},
                    {"topics/a/partition=0/a+0+0.json", ""},
                    {"topics/a/partition=0/a+0+1.json", ""},
                    {"topics/a.b/x", ""},
                    {"topics/readme", ""},
                    {"topics/z/y=1/z+0+0.json.gz", ""},
                    {"topicsz/no", ""}};
  EXPECT_EQ(*list_topic_folders(bucket, "topics"), (Names{"a", "a.b", "z"}));
  EXPECT_EQ(*list_topic_folders(bucket, ""), (Names{"compacted", "topics", "topicsz"}));
  EXPECT_EQ(*list_topic_folders(bucket, "none"), Names());
}

}  // namespace
}  // namespace pinflow::clean
