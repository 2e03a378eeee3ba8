#include "app/interrupt.h"

#include <gtest/gtest.h>

#include <unistd.h>
#include <csignal>

#include <cstdlib>

namespace pinflow::app {
namespace {

TEST(InterruptDeathTest, AsksForACleanEndOnTheFirstSignal) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        std::stop_token stop = interrupt_token();
        ::kill(::getpid(), SIGTERM);
        wait_for_interrupt();
        std::_Exit(stop.stop_requested() ? 7 : 1);
      },
      testing::ExitedWithCode(7), "");
}

}  // namespace
}  // namespace pinflow::app
