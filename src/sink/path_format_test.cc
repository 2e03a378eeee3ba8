#include "sink/path_format.h"

#include <gtest/gtest.h>

namespace pinflow::sink {
namespace {

// 2026-01-05 07:08:09.042, a Monday.
const UnixMillis kTime = UnixMillis(std::chrono::sys_days(std::chrono::year(2026) / 1 / 5)) +
                         std::chrono::milliseconds(((7 * 60 + 8) * 60 + 9) * 1000 + 42);

std::string text(std::string_view pattern, UnixMillis time = kTime,
                 const TimeZone& zone = TimeZone()) {
  auto format = PathFormat::parse(pattern);
  return format.ok() ? format->text(time, zone) : format.status().message();
}

TEST(PathFormat, WritesPathsAsTheExamplesOfTheConnectorDo) {
  EXPECT_EQ(text("'year'=YYYY/'month'=MM/'day'=dd/'hour'=HH"), "year=2026/month=01/day=05/hour=07");
  EXPECT_EQ(text("'dt'=yyyy-MM-dd"), "dt=2026-01-05");
}

TEST(PathFormat, WritesEveryLetter) {
  EXPECT_EQ(text("yy y M MMM MMMM d D"), "26 2026 1 Jan January 5 5");
  EXPECT_EQ(text("H HH k K h m mm s S SSS SSSSS"), "7 07 7 7 7 8 08 9 0 042 04200");
  EXPECT_EQ(text("E EEEE a Z"), "Mon Monday AM +0000");
  EXPECT_EQ(text("'o''clock'"), "oclock");
  EXPECT_EQ(text("''"), "'");
  EXPECT_EQ(text("kk KK hh a", kTime + std::chrono::hours(5)), "12 00 12 PM");
  EXPECT_EQ(text("kk hh", kTime - std::chrono::hours(7)), "24 12");
}

TEST(PathFormat, GoesByTheZonesClocks) {
  EXPECT_EQ(text("dd HH:mm Z", kTime, *TimeZone::load("America/New_York")), "05 02:08 -0500");
}

TEST(PathFormat, NamesALetterThatItDoesNotKnow) {
  EXPECT_EQ(text("yyyy-Q"),
            "letter 'Q' is not one of yYxMdDHkKhmsSEaZ; other text goes in single quotes");
  EXPECT_EQ(text("'year"), "a quote is not closed");
}

}  // namespace
}  // namespace pinflow::sink
