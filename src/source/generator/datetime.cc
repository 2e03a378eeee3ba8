#include "source/generator/datetime.h"

#include <chrono>
#include <cstdio>

namespace pinflow::source {

namespace {

void write_digits(int64_t number, size_t count, char* to) {
  for (size_t index = count; index-- > 0; number /= 10)
    to[index] = static_cast<char>('0' + number % 10);
}

}  // namespace

Result<int64_t> parse_datetime(std::string_view text) {
  int year = 0;
  unsigned month = 0, day = 0;
  int hour = 0, minute = 0, second = 0;
  int consumed = 0;
  const std::string terminated(text);
  std::sscanf(terminated.c_str(), "%4d-%2u-%2u %2d:%2d:%2d%n", &year, &month, &day, &hour, &minute,
              &second, &consumed);
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  if (consumed != 19 || text.size() != 19 || !date.ok() || hour > 23 || minute > 59 ||
      second > 59) {
    return Status(Code::kInvalidArgument,
                  "'" + terminated + "' is not a date-time such as 2017-10-20 09:27:16");
  }
  const int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return days * 86'400 + hour * 3'600 + minute * 60 + second;
}

std::string format_datetime(int64_t unix_seconds) {
  const std::chrono::sys_seconds time{std::chrono::seconds(unix_seconds)};
  const auto midnight = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(midnight);
  const int64_t second_of_day = (time - midnight).count();
  std::string text = "0000-00-00 00:00:00";
  write_digits(static_cast<int>(date.year()), 4, &text[0]);
  write_digits(static_cast<unsigned>(date.month()), 2, &text[5]);
  write_digits(static_cast<unsigned>(date.day()), 2, &text[8]);
  write_digits(second_of_day / 3'600, 2, &text[11]);
  write_digits(second_of_day / 60 % 60, 2, &text[14]);
  write_digits(second_of_day % 60, 2, &text[17]);
  return text;
}

}  // namespace pinflow::source
