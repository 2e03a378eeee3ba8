// Cron: when something is due, by the clocks of a time zone.
//
//   "0 6 * * 1-5"              minute hour day-of-month month day-of-week: * , - / and names
//   "@hourly" "@daily" ...     @midnight, @weekly, @monthly, @yearly, @annually too
//   "@every 5m"                s, m, h or d: full multiples since 1970
//
// As cron has it, where both days are restricted, either one makes a day fit. Where clocks change,
// what is due in any hour is due in each that passes, 23 or 25 a day; anything else once a day: at
// the first of two times that look alike, and at the change in place of a time that it leaves out.
#pragma once

#include <bitset>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/time_zone.h"

namespace pinflow::schedule {

class Cron {
 public:
  // Errors: kInvalidArgument naming the field, also where no day can ever fit.
  static Result<Cron> parse(std::string_view text, const TimeZone& zone = {});

  // The first time after `time` that is due.
  UnixMillis next_after(UnixMillis time) const;
  const TimeZone& zone() const { return zone_; }

 private:
  bool fits_day(std::chrono::local_days day) const;
  UnixMillis next_in_any_hour(UnixMillis time) const;
  UnixMillis next_by_the_clock(UnixMillis time) const;
  static Result<Cron> parse_every(std::string_view text);
  static Result<Cron> parse_fields(std::string_view text);

  TimeZone zone_;
  std::chrono::milliseconds every_{0};  // Else the fields count.
  std::bitset<60> minutes_;
  std::bitset<24> hours_;
  std::bitset<32> days_;      // From 1.
  std::bitset<13> months_;    // From 1.
  std::bitset<8> weekdays_;   // From 0, Sunday.
  bool any_day_ = false;      // The field starts with "*".
  bool any_weekday_ = false;  // As above.
};

}  // namespace pinflow::schedule
