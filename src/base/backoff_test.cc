#include "base/backoff.h"

#include <gtest/gtest.h>

namespace pinflow {
namespace {

using std::chrono::milliseconds;

TEST(Backoff, DoublesUpToItsCapAndStartsAgainAfterReset) {
  Backoff backoff(milliseconds(100), milliseconds(1000), 7);
  for (int64_t most : {100, 200, 400, 800, 1000, 1000}) {
    milliseconds wait = backoff.next();
    EXPECT_LE(wait.count(), most);
    EXPECT_GE(wait.count(), most / 2);
  }
  EXPECT_EQ(backoff.attempts(), 6);
  for (int i = 0; i < 100; ++i) EXPECT_LE(backoff.next(), milliseconds(1000));
  backoff.reset();
  EXPECT_LE(backoff.next(), milliseconds(100));
}

}  // namespace
}  // namespace pinflow
