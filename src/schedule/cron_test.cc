#include "schedule/cron.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <string>

namespace pinflow::schedule {
namespace {

UnixMillis at(const char* text) {
  std::tm parts = {};
  ::strptime(text, "%Y-%m-%d %H:%M:%S", &parts);
  return UnixMillis(std::chrono::seconds(::timegm(&parts)));
}

// The next time after `time`, as text.
std::string next(const char* cron, const char* time) {
  auto parsed = Cron::parse(cron);
  if (!parsed.ok()) return parsed.status().message();
  std::time_t due = to_int64(parsed->next_after(at(time))) / 1000;
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", std::gmtime(&due));
  return text;
}

TEST(Cron, KnowsTheSchedulesThatPeopleUse) {
  EXPECT_EQ(next("@daily", "2026-02-28 10:00:00"), "2026-03-01 00:00:00");
  EXPECT_EQ(next("0 0 * * *", "2026-12-31 00:00:00"), "2027-01-01 00:00:00");
  EXPECT_EQ(next("0 6 * * *", "2026-01-01 05:59:59"), "2026-01-01 06:00:00");
  EXPECT_EQ(next("*/1 * * * *", "2026-01-01 05:59:30"), "2026-01-01 06:00:00");
  EXPECT_EQ(next("@hourly", "2026-01-01 23:00:00"), "2026-01-02 00:00:00");
  EXPECT_EQ(next("@weekly", "2026-11-21 00:00:00"), "2026-11-22 00:00:00");
  EXPECT_EQ(next("@monthly", "2026-11-21 00:00:00"), "2026-12-01 00:00:00");
  EXPECT_EQ(next("@yearly", "2026-11-21 00:00:00"), "2027-01-01 00:00:00");
}

TEST(Cron, KnowsListsRangesStepsAndNames) {
  EXPECT_EQ(next("5,35 9-17/4 * * mon-fri", "2026-11-20 17:35:00"), "2026-11-23 09:05:00");
  EXPECT_EQ(next("10/20 * * * *", "2026-01-01 00:30:00"), "2026-01-01 00:50:00");
  EXPECT_EQ(next("0 0 29 FEB *", "2026-01-01 00:00:00"), "2028-02-29 00:00:00");
  EXPECT_EQ(next("0 0 * * 7", "2026-11-20 00:00:00"), "2026-11-22 00:00:00");
}

TEST(Cron, LetsEitherDayFitWhereBothAreRestricted) {
  EXPECT_EQ(next("0 0 13 * fri", "2026-11-14 00:00:00"), "2026-11-20 00:00:00");
  EXPECT_EQ(next("0 0 13 * fri", "2026-12-12 00:00:00"), "2026-12-13 00:00:00");
}

TEST(Cron, CountsFullMultiplesForEvery) {
  EXPECT_EQ(next("@every 5m", "2026-01-01 00:05:00"), "2026-01-01 00:10:00");
  EXPECT_EQ(next("@every 30s", "2026-01-01 00:05:10"), "2026-01-01 00:05:30");
  EXPECT_EQ(next("@every 1d", "2026-01-01 00:05:10"), "2026-01-02 00:00:00");
  EXPECT_EQ(next("@every 1d", "1969-12-31 23:59:59"), "1970-01-01 00:00:00");
}

// All times of a day of London's clocks, in UTC.
std::string due_on(const char* cron, const char* zone, const char* day) {
  auto london = *TimeZone::load(zone);
  auto parsed = *Cron::parse(cron, london);
  auto midnight = [&](UnixMillis time) {
    return london.first_showing(
        std::chrono::local_time<std::chrono::milliseconds>(time.time_since_epoch()));
  };
  UnixMillis begin = at((std::string(day) + " 00:00:00").c_str());
  UnixMillis end = midnight(begin + std::chrono::days(1));
  std::string times;
  UnixMillis due = midnight(begin) - std::chrono::milliseconds(1);
  while ((due = parsed.next_after(due)) < end) {
    std::time_t seconds = to_int64(due) / 1000;
    char text[32];
    std::strftime(text, sizeof text, "%H:%M ", std::gmtime(&seconds));
    times += text;
  }
  return times;
}

constexpr const char* kDayOf23Hours = "2026-03-29";  // 01:00 UTC: 02:00 follows 00:59.
constexpr const char* kDayOf25Hours = "2026-10-25";  // 01:00 UTC: 01:00 follows 01:59.

TEST(Cron, IsDueOnceADayOf23AndOf25Hours) {
  const char* zone = "Europe/London";
  EXPECT_EQ(due_on("@daily", zone, kDayOf23Hours), "00:00 ");
  EXPECT_EQ(due_on("@daily", zone, kDayOf25Hours), "23:00 ");
  EXPECT_EQ(due_on("@daily", zone, "2026-10-26"), "00:00 ");
  EXPECT_EQ(due_on("30 1 * * *", zone, kDayOf23Hours), "01:00 ");
  EXPECT_EQ(due_on("30 1 * * *", zone, "2026-03-30"), "00:30 ");
  EXPECT_EQ(due_on("30 1 * * *", zone, kDayOf25Hours), "00:30 ");
  EXPECT_EQ(due_on("0 6 * * *", zone, kDayOf25Hours), "06:00 ");
  EXPECT_EQ(due_on("0 6 * * *", zone, "2026-10-24"), "05:00 ");
  EXPECT_EQ(due_on("0 6 * * *", "Asia/Kolkata", "2026-01-02"), "00:30 ");
}

TEST(Cron, IsDueInEachHourThatPasses) {
  const char* zone = "Europe/London";
  auto count = [](const std::string& times) { return std::ranges::count(times, ' '); };
  EXPECT_EQ(count(due_on("@hourly", zone, "2026-03-28")), 24);
  EXPECT_EQ(count(due_on("@hourly", zone, kDayOf23Hours)), 23);
  EXPECT_EQ(count(due_on("@hourly", zone, kDayOf25Hours)), 25);
  EXPECT_EQ(count(due_on("*/15 * * * *", zone, kDayOf25Hours)), 100);
  EXPECT_EQ(count(due_on("@every 1h", zone, kDayOf25Hours)), 25);
  EXPECT_EQ(due_on("0 * 28 3 *", zone, kDayOf23Hours), "");
  EXPECT_EQ(count(due_on("0 * 29 3 *", zone, kDayOf23Hours)), 23);
}

TEST(Cron, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(next("60 * * * *", ""), "cron: minute: '60' is not within 0-59");
  EXPECT_EQ(next("* * * * mon-", ""), "cron: day of week: 'mon-' is not within 0-7");
  EXPECT_EQ(next("*/0 * * * *", ""), "cron: minute: '*/0' is not within 0-59");
  EXPECT_EQ(next("0 0 31 2 *", ""), "cron: '0 0 31 2 *': no day ever fits");
  EXPECT_EQ(next("@every 5", ""), "cron: @every '5': give a number and s, m, h or d");
  for (const char* text : {"", "@dayly", "* * * *", "* * * * * *", "@every ", "@every -1m"}) {
    EXPECT_FALSE(Cron::parse(text).ok()) << text;
  }
}

}  // namespace
}  // namespace pinflow::schedule
