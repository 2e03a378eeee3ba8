// quartz_line(): a schedule as Quartz has it, whose lines Databricks' jobs take.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace pinflow::schedule {

// "0 6 * * 1-5" -> "0 0 6 ? * MON,TUE,WED,THU,FRI"; also @daily and the like, and @every where it
// divides an hour or a day. Errors: kInvalidArgument: those of Cron::parse(), and what Quartz
// cannot say: a day of the month and one of the week at once, @every of anything else.
Result<std::string> quartz_line(std::string_view schedule);

}  // namespace pinflow::schedule
