#include "base/wake_group.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace pinflow {
namespace {

TEST(WakeGroup, WakesAtItsEndInOrder) {
  std::string woken;
  {
    WakeGroup group;
    WakeGroup::wake([&] { woken += "a"; });
    WakeGroup::wake([&] { woken += "b"; });
    EXPECT_EQ(woken, "");
  }
  EXPECT_EQ(woken, "ab");
}

TEST(WakeGroup, WakesAtOnceWhereThereIsNone) {
  std::string woken;
  WakeGroup::wake([&] { woken += "a"; });
  EXPECT_EQ(woken, "a");
}

TEST(WakeGroup, InsideOfAnotherDoesNothing) {
  std::string woken;
  {
    WakeGroup outer;
    {
      WakeGroup inner;
      WakeGroup::wake([&] { woken += "a"; });
    }
    EXPECT_EQ(woken, "");
  }
  EXPECT_EQ(woken, "a");
}

TEST(WakeGroup, LeavesOtherThreadsAlone) {
  WakeGroup group;
  std::string woken;
  std::thread([&] { WakeGroup::wake([&] { woken += "a"; }); }).join();
  EXPECT_EQ(woken, "a");
}

}  // namespace
}  // namespace pinflow
