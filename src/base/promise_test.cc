#include "base/promise.h"

#include <gtest/gtest.h>

namespace pinflow {
namespace {

Outcome is_small(const int& number) {
  if (number == 0) return Outcome::does_not_apply("0 has no size");
  TRY(expect(number < 10, "the number is below 10"));
  return Status();
}

TEST(Promise, IsKeptDiffersOrDoesNotApply) {
  const Promise<int> promise{"a number is small", "it would not fit", is_small};
  EXPECT_EQ(promise.keep(7).state(), Outcome::State::kKept);
  Outcome large = promise.keep(70);
  EXPECT_EQ(large.state(), Outcome::State::kDiffers);
  EXPECT_EQ(large.why(), "not so: the number is below 10");
  EXPECT_EQ(large.code(), Code::kCorruption);
  EXPECT_EQ(promise.keep(0).state(), Outcome::State::kDoesNotApply);
  EXPECT_EQ(promise.keep(0).why(), "0 has no size");
}

TEST(Promise, SaysWhatWasExpectedAndWhatWasSeen) {
  EXPECT_TRUE(expect_equal("get", "a", "a").ok());
  EXPECT_EQ(expect_equal("get", "a\n", "b").message(), "get: expected 'b', got 'a '");
  EXPECT_EQ(expect_equal("get", std::string(1000, 'x'), "").message(),
            "get: expected '', got '" + std::string(60, 'x') + "...' of 1000 bytes");
  EXPECT_TRUE(expect_code("get", Status(Code::kNotFound, "no"), Code::kNotFound).ok());
  EXPECT_EQ(expect_code("get", Status(Code::kDenied, "no key"), Code::kNotFound).message(),
            "get: expected not_found, got denied (no key)");
  EXPECT_EQ(expect_code("get", Status(), Code::kNotFound).message(),
            "get: expected not_found, got ok");
}

}  // namespace
}  // namespace pinflow
