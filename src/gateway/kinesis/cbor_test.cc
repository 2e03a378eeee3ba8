#include "gateway/kinesis/cbor.h"

#include <gtest/gtest.h>

namespace pinflow::gateway::kinesis::cbor {
namespace {

std::string integer(int64_t number) {
  std::string out;
  append_integer(number, &out);
  return out;
}

// Values of RFC 8949, Appendix A.
TEST(Cbor, WritesTheShortestHeads) {
  EXPECT_EQ(integer(0), std::string("\x00", 1));
  EXPECT_EQ(integer(23), "\x17");
  EXPECT_EQ(integer(24), "\x18\x18");
  EXPECT_EQ(integer(1000), "\x19\x03\xe8");
  EXPECT_EQ(integer(1'000'000), std::string("\x1a\x00\x0f\x42\x40", 5));
  EXPECT_EQ(integer(1'000'000'000'000), std::string("\x1b\x00\x00\x00\xe8\xd4\xa5\x10\x00", 9));
  EXPECT_EQ(integer(-1), "\x20");
  EXPECT_EQ(integer(-1000), "\x39\x03\xe7");
}

TEST(Cbor, ReadsWhatItWrites) {
  for (int64_t number : {int64_t{0}, int64_t{255}, int64_t{65'536}, INT64_MAX, INT64_MIN}) {
    std::string bytes = integer(number);
    std::string_view rest = bytes;
    auto head = take_head(&rest);
    ASSERT_TRUE(head && rest.empty());
    EXPECT_EQ(head->major == Major::kNegative ? ~static_cast<int64_t>(head->argument)
                                              : static_cast<int64_t>(head->argument),
              number);
  }
}

TEST(Cbor, ReadsFloatsOfAllSizes) {
  auto value = [](std::string_view bytes) { return float_of(*take_head(&bytes)); };
  EXPECT_EQ(value(std::string_view("\xf9\x3e\x00", 3)), 1.5);
  EXPECT_EQ(value("\xf9\xc4\x01"), -4.00390625);
  EXPECT_EQ(value(std::string_view("\xfa\x47\xc3\x50\x00", 5)), 100000.0);
  EXPECT_EQ(value("\xfb\x3f\xf1\x99\x99\x99\x99\x99\x9a"), 1.1);
}

TEST(Cbor, RefusesHeadsThatAreCutShortOrUndefined) {
  for (std::string_view bytes : {"", "\x18", "\x19\x01", "\x1b\x01\x01", "\x1c", "\x1f", "\xdf"}) {
    EXPECT_FALSE(take_head(&bytes));
  }
}

}  // namespace
}  // namespace pinflow::gateway::kinesis::cbor
