#include "base/in_parallel.h"

#include <gtest/gtest.h>

namespace pinflow {
namespace {

TEST(InParallel, DoesEachJobOnce) {
  std::vector<std::atomic<int>> calls(1000);
  EXPECT_TRUE(in_parallel(calls.size(), 8, [&](size_t i) {
                ++calls[i];
                return Status();
              }).ok());
  for (const auto& count : calls) EXPECT_EQ(count, 1);
  EXPECT_TRUE(in_parallel(0, 8, [](size_t) { return Status(Code::kDenied, ""); }).ok());
}

TEST(InParallel, StopsAfterAnError) {
  std::atomic<int> calls{0};
  Status status = in_parallel(100'000, 2, [&](size_t) {
    ++calls;
    return Status(Code::kDenied, "no");
  });
  EXPECT_EQ(status.code(), Code::kDenied);
  EXPECT_LE(calls, 4);
}

}  // namespace
}  // namespace pinflow
