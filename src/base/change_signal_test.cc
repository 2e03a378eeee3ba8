#include "base/change_signal.h"

#include <gtest/gtest.h>

#include <thread>

namespace pinflow {
namespace {

TEST(ChangeSignal, WakesWhoWaits) {
  ChangeSignal signal;
  std::thread waiting([&, seen = signal.count()] { signal.wait(seen, std::chrono::hours(1)); });
  signal.raise();
  waiting.join();
  EXPECT_EQ(signal.count(), 1u);
}

TEST(ChangeSignal, DoesNotWaitForWhatHasHappenedAlready) {
  ChangeSignal signal;
  signal.raise();
  signal.wait(0, std::chrono::hours(1));
}

TEST(ChangeSignal, GivesUpAfterTheTimeout) {
  ChangeSignal signal;
  signal.wait(signal.count(), std::chrono::milliseconds(1));
}

}  // namespace
}  // namespace pinflow
