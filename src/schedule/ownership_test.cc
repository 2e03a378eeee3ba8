#include "schedule/ownership.h"

#include <gtest/gtest.h>

namespace pinflow::schedule {
namespace {

TEST(Ownership, IsOnesUntilHeEnds) {
  auto file = std::filesystem::path(testing::TempDir()) / "ownership" / "dag.lock";
  std::optional<Ownership> first(file);
  EXPECT_TRUE(*first->take());
  EXPECT_TRUE(*first->take());
  Ownership second(file);
  EXPECT_FALSE(*second.take());
  first.reset();
  EXPECT_TRUE(*second.take());
}

TEST(Ownership, SaysWhatIsWrongWithItsFile) {
  EXPECT_FALSE(Ownership("/proc/nowhere/dag.lock").take().ok());
}

}  // namespace
}  // namespace pinflow::schedule
