#include "eventlog/wire.h"

#include <gtest/gtest.h>

#include <limits>

namespace pinflow::eventlog {
namespace {

using namespace std::string_literals;

std::string varint(int64_t value) {
  std::string bytes;
  put_varint(value, &bytes);
  EXPECT_EQ(bytes.size(), varint_bytes(value)) << value;
  return bytes;
}

TEST(Wire, PutsTheHighestByteFirst) {
  std::string bytes;
  put<int32_t>(0x01020304, &bytes);
  put<int16_t>(-2, &bytes);
  EXPECT_EQ(bytes, "\x01\x02\x03\x04\xff\xfe"s);
  EXPECT_EQ(load<int32_t>(bytes.data()), 0x01020304);
  EXPECT_EQ(load<int16_t>(bytes.data() + 4), -2);
}

TEST(Wire, PutsSmallNumbersOfEitherSignIntoOneByte) {
  EXPECT_EQ(varint(0), "\0"s);
  EXPECT_EQ(varint(-1), "\x01");
  EXPECT_EQ(varint(1), "\x02");
  EXPECT_EQ(varint(63), "\x7e");
  EXPECT_EQ(varint(64), "\x80\x01"s);
  EXPECT_EQ(varint(300), "\xd8\x04"s);
}

TEST(Wire, TakesBackEveryVarintItPuts) {
  for (int64_t value : {int64_t{0}, int64_t{-1}, int64_t{1} << 20, -(int64_t{1} << 40),
                        std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min()}) {
    std::string bytes = varint(value) + "rest";
    std::string_view view = bytes;
    EXPECT_EQ(take_varint(&view), value);
    EXPECT_EQ(view, "rest");
  }
}

TEST(Wire, TakesNothingThatIsCutShort) {
  std::string_view unfinished = "\x80\x80";
  EXPECT_FALSE(take_varint(&unfinished));
  std::string_view endless = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01";
  EXPECT_FALSE(take_varint(&endless));
  std::string_view short_text =
      "\x08"
      "abc";
  EXPECT_FALSE(take_sized(&short_text));
  std::string_view below_null = "\x03";
  EXPECT_FALSE(take_sized(&below_null));
}

TEST(Wire, TellsNullFromEmpty) {
  std::string_view null = "\x01", empty("\0", 1),
                   text =
                       "\x06"
                       "abcd";
  using Sized = std::optional<std::string_view>;
  EXPECT_EQ(take_sized(&null), std::make_optional(Sized()));
  EXPECT_EQ(take_sized(&empty), std::make_optional(Sized("")));
  EXPECT_EQ(take_sized(&text), std::make_optional(Sized("abc")));
  EXPECT_EQ(text, "d");
}

}  // namespace
}  // namespace pinflow::eventlog
