#include "http/held_bytes.h"

#include <gtest/gtest.h>

namespace pinflow::http {
namespace {

TEST(HeldBytes, AllTogetherMayHoldNoMoreThanTheLimit) {
  std::atomic<uint64_t> all = 0;
  HeldBytes first(all, 100);
  HeldBytes second(all, 100);
  EXPECT_TRUE(first.grow_to(60));
  EXPECT_FALSE(second.grow_to(41));
  second.release();
  EXPECT_TRUE(second.grow_to(40));
  EXPECT_EQ(all, 100u);
}

TEST(HeldBytes, WhatIsHeldIsGivenBackOnceHoweverItMoves) {
  std::atomic<uint64_t> all = 0;
  {
    HeldBytes first(all, 100);
    EXPECT_TRUE(first.grow_to(10));
    HeldBytes second(std::move(first));
    HeldBytes third(all, 100);
    EXPECT_TRUE(third.grow_to(5));
    third = std::move(second);
    EXPECT_EQ(all, 10u);
  }
  EXPECT_EQ(all, 0u);
}

}  // namespace
}  // namespace pinflow::http
