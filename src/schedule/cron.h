// Cron: when something is due, in UTC.
//
//   "0 6 * * 1-5"              minute hour day-of-month month day-of-week: * , - / and names
//   "@hourly" "@daily" ...     @midnight, @weekly, @monthly, @yearly, @annually too
//   "@every 5m"                s, m, h or d: full multiples since 1970
//
// As cron has it, where both days are restricted, either one makes a day fit.
#pragma once

#include <bitset>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace pinflow::schedule {

class Cron {
 public:
  // Errors: kInvalidArgument naming the field, also where no day can ever fit.
  static Result<Cron> parse(std::string_view text);

  // The first time after `time` that is due.
  UnixMillis next_after(UnixMillis time) const;

 private:
  bool fits_day(std::chrono::sys_days day) const;
  static Result<Cron> parse_every(std::string_view text);
  static Result<Cron> parse_fields(std::string_view text);

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
