#include "base/uuid.h"

#include <gtest/gtest.h>

namespace pinflow {
namespace {

TEST(Uuid, HasTheShapeOfVersionFourAndDiffersEachTime) {
  std::string id = uuid4();
  ASSERT_EQ(id.size(), 36u);
  EXPECT_EQ(id[14], '4');
  EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos);
  EXPECT_NE(id, uuid4());
}

}  // namespace
}  // namespace pinflow
