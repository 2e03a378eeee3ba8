#include "gateway/kinesis/wide_number.h"

#include <gtest/gtest.h>

namespace pinflow::gateway::kinesis {
namespace {

TEST(WideNumber, ReadsAndWritesDecimals) {
  for (const char* text : {"0", "7", "18446744073709551616", "100000000000000000000000000000",
                           "340282366920938463463374607431768211455",
                           "6277101735386680763835789423207666416102355444464034512895"}) {
    EXPECT_EQ(WideNumber::parse(text)->decimal(), text);
  }
  for (const char* text :
       {"", "-1", "1a", " 1", "6277101735386680763835789423207666416102355444464034512896"}) {
    EXPECT_FALSE(WideNumber::parse(text)) << text;
  }
}

TEST(WideNumber, CarriesAndBorrowsOverAllWords) {
  const WideNumber low(0, UINT64_MAX, UINT64_MAX);
  EXPECT_EQ(low + 1, WideNumber(1, 0, 0));
  EXPECT_EQ(WideNumber(1, 0, 0) - 1, low);
  EXPECT_LT(low, WideNumber(1, 0, 0));
}

TEST(WideNumber, MultipliesAndDivides) {
  uint32_t remainder = 0;
  const WideNumber whole = *WideNumber::parse("340282366920938463463374607431768211456");
  EXPECT_EQ(whole.divided_by(3, &remainder).decimal(), "113427455640312821154458202477256070485");
  EXPECT_EQ(remainder, 1u);
  EXPECT_EQ(whole.divided_by(3, &remainder).times_plus(3, 1), whole);
  EXPECT_FALSE(WideNumber(UINT64_MAX, 0, 0).times_plus(2, 0));
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
