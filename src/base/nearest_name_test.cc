#include "base/nearest_name.h"

#include <gtest/gtest.h>

#include <vector>

namespace pinflow {
namespace {

TEST(NearestName, FindsATypingMistakeAndKeepsQuietOtherwise) {
  std::vector<std::string> names = {"listen", "threads", "flush.size"};
  EXPECT_EQ(nearest_name("lisen", names), "listen");
  EXPECT_EQ(nearest_name("Flush_Size", names), "flush.size");
  EXPECT_EQ(nearest_name("litsen", names), "listen");
  EXPECT_EQ(nearest_name("bootstrap", names), "");
  EXPECT_EQ(did_you_mean("thread", names), "; did you mean 'threads'?");
  EXPECT_EQ(did_you_mean("zzz", names), "");
}

}  // namespace
}  // namespace pinflow
