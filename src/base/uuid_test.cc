#include "base/uuid.h"

#include <gtest/gtest.h>

namespace pinflow {
namespace {

TEST(Uuid, HasTheShapeOfVersionFourAndDiffersEachTime) {
  for (auto make : {uuid4, quick_uuid4}) {
    std::string id = make();
    ASSERT_EQ(id.size(), 36u);
    EXPECT_EQ(id[14], '4');
    EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos);
    EXPECT_NE(id, make());
  }
}

}  // namespace
}  // namespace pinflow
