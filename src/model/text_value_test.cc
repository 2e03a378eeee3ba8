#include "model/text_value.h"

#include <gtest/gtest.h>

namespace pinflow::model {
namespace {

constexpr int64_t kMicros = 1'000'000;
constexpr int64_t kAnchor = 1'598'586'767 * kMicros;  // 2020-08-28 03:52:47 UTC.

TEST(TextValue, ReadsIntegersHoweverTheyAreWritten) {
  for (const char* twelve : {"12", " 12\n", "+12", "12.0", "1.2e1"}) {
    EXPECT_EQ(text_to_integer(twelve), 12) << twelve;
  }
  EXPECT_EQ(text_to_integer("-9223372036854775808"), INT64_MIN);
  for (const char* bad : {"", " ", "12x", "1.5", "9223372036854775808", "1 2", "+-1", "++1", "+",
                          "0x10", "nan", "inf", "12k"}) {
    EXPECT_EQ(text_to_integer(bad), std::nullopt) << bad;
  }
}

TEST(TextValue, ReadsFiniteDoubles) {
  EXPECT_EQ(text_to_double(" -89.9787 "), -89.9787);
  EXPECT_EQ(text_to_double("1e3"), 1000);
  for (const char* bad : {"", "nan", "inf", "-Infinity", "1e999", "1,5", "."}) {
    EXPECT_EQ(text_to_double(bad), std::nullopt) << bad;
  }
}

TEST(TextValue, KnowsWhichDoublesAreIntegers) {
  EXPECT_EQ(integral(-3), -3);
  EXPECT_EQ(integral(3.5), std::nullopt);
  EXPECT_EQ(integral(0x1p63), std::nullopt);
}

TEST(TextValue, ReadsBooleans) {
  EXPECT_EQ(text_to_boolean("True"), true);
  EXPECT_EQ(text_to_boolean(" FALSE "), false);
  EXPECT_EQ(text_to_boolean("1"), true);
  EXPECT_EQ(text_to_boolean("0"), false);
  EXPECT_EQ(text_to_boolean("yes"), std::nullopt);
  EXPECT_EQ(text_to_boolean(""), std::nullopt);
}

TEST(TextValue, ReadsTimestampsInAllTheirForms) {
  for (const char* text :
       {"2020-08-28 03:52:47", "2020-08-28T03:52:47", "2020:08:28 03:52:47", "2020-08-28T03:52:47Z",
        "2020-08-28T05:52:47+02:00", "2020-08-28T05:52:47+0200", "2020-08-28 05:52:47+02",
        "2020-08-27T21:52:47-06:00", " 2020-08-28 03:52:47.000 "}) {
    EXPECT_EQ(text_to_timestamp(text), kAnchor) << text;
  }
  EXPECT_EQ(text_to_timestamp("2020-08-28 03:52:47.25"), kAnchor + kMicros / 4);
  EXPECT_EQ(text_to_timestamp("2020-08-28 03:52:47.1234567Z"), kAnchor + 123'456);
  EXPECT_EQ(text_to_timestamp("1970-01-02"), 86'400 * kMicros);
  EXPECT_EQ(text_to_timestamp("1969-12-31 23:59:59"), -kMicros);
  EXPECT_EQ(text_to_timestamp("2020-02-29"), text_to_timestamp("2020-02-29 00:00:00"));
}

TEST(TextValue, RefusesWhatIsNoTime) {
  for (const char* bad : {"",
                          "2020",
                          "2020-08",
                          "2020-13-01",
                          "2020-02-30",
                          "2019-02-29",
                          "2020-8-28",
                          "2020-08:28",
                          "2020-08-28 24:00:00",
                          "2020-08-28 03:60:00",
                          "2020-08-28 03:52",
                          "2020-08-28 03:52:47 x",
                          "2020-08-28 03:52:47+",
                          "2020-08-28 03:52:47+2",
                          "2020-08-28 03:52:47+02:",
                          "2020-08-28x03:52:47",
                          "1598586767000",
                          "yesterday",
                          "2020-08-28 03:52:47+02:00Z",
                          "2020-08-28 03:52:47."}) {
    EXPECT_EQ(text_to_timestamp(bad), std::nullopt) << bad;
    EXPECT_EQ(text_to_date(bad), std::nullopt) << bad;
  }
}

TEST(TextValue, DatesIgnoreTheTime) {
  EXPECT_EQ(text_to_date("1970-01-11"), 10);
  EXPECT_EQ(text_to_date("1970-01-11T23:00:00+05:00"), 10);
}

TEST(TextValue, BlanksAreTakenOffBothEnds) {
  EXPECT_EQ(without_blanks(" \t a b\r\n"), "a b");
  EXPECT_EQ(without_blanks(" "), "");
}

}  // namespace
}  // namespace pinflow::model
