#include "base/time_zone.h"

#include <gtest/gtest.h>

namespace pinflow {
namespace {

using std::chrono::hours;
using namespace std::chrono_literals;

UnixMillis day(int year, unsigned month, unsigned number) {
  using namespace std::chrono;
  return UnixMillis(
      sys_days(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(number)));
}

TEST(TimeZone, KnowsSummerAndWinter) {
  auto london = TimeZone::load("Europe/London");
  ASSERT_TRUE(london.ok()) << london.status().message();
  EXPECT_EQ(london->offset_at(day(2026, 1, 31)), 0h);
  EXPECT_EQ(london->offset_at(day(2026, 7, 31)), 1h);
  // 2026-03-29 01:00 UTC.
  EXPECT_EQ(london->offset_at(day(2026, 3, 29) + 1h - 1ms), 0h);
  EXPECT_EQ(london->offset_at(day(2026, 3, 29) + 1h), 1h);
  EXPECT_EQ(TimeZone::load("Asia/Kolkata")->offset_at(day(2026, 1, 1)), 5h + 30min);
  EXPECT_EQ(TimeZone::load("UTC")->offset_at(day(2026, 7, 1)), 0h);
}

TEST(TimeZone, KnowsWhenClocksShowATimeFirst) {
  auto london = *TimeZone::load("Europe/London");
  auto shown = [&](UnixMillis time) {
    return london.first_showing(
        std::chrono::local_time<std::chrono::milliseconds>(time.time_since_epoch()));
  };
  EXPECT_EQ(shown(day(2026, 1, 31) + 30min), day(2026, 1, 31) + 30min);
  EXPECT_EQ(shown(day(2026, 7, 31) + 30min), day(2026, 7, 30) + 23h + 30min);
  // 01:30 is left out on one day, and shown twice on another.
  EXPECT_EQ(shown(day(2026, 3, 29) + 90min), day(2026, 3, 29) + 1h);
  EXPECT_EQ(shown(day(2026, 3, 29) + 2h), day(2026, 3, 29) + 1h);
  EXPECT_EQ(shown(day(2026, 10, 25) + 90min), day(2026, 10, 25) + 30min);
  EXPECT_EQ(shown(day(2026, 10, 25) + 2h), day(2026, 10, 25) + 2h);
  EXPECT_EQ(TimeZone().first_showing(std::chrono::local_days(
                std::chrono::year(2026) / std::chrono::month(1) / std::chrono::day(1))),
            day(2026, 1, 1));
}

TEST(TimeZone, RefusesWhatIsNoZone) {
  for (const char* name : {"", "Mars/Olympus", "../../../etc/passwd", "/etc/passwd", "Europe"}) {
    EXPECT_EQ(TimeZone::load(name).status().code(), Code::kInvalidArgument) << name;
  }
}

TEST(TimeZone, RefusesEveryTornTable) {
  EXPECT_FALSE(TimeZone::parse("no table").ok());
  std::string head = "TZif2" + std::string(39, '\0');
  for (size_t size = 0; size < 2 * head.size(); ++size) {
    EXPECT_FALSE(TimeZone::parse((head + head).substr(0, size)).ok()) << size;
  }
  std::string many = head + head;
  for (size_t at = 0; at < many.size(); ++at) {
    std::string wrong = many;
    wrong[at] = '\xff';
    (void)TimeZone::parse(wrong);  // It ends.
  }
}

}  // namespace
}  // namespace pinflow
