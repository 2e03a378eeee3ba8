// PathFormat: a time as text by a pattern, as Joda-Time has them in path.format:
// "'year'=YYYY/'month'=MM/'day'=dd/'hour'=HH".
//
//   Letters:   y Y x (year), M (month; MMM and MMMM its name), d (day), D (day of the year), H k K
//              h (hour), m, s, S (fraction), E (name of the day), a (AM, PM), Z (offset); what is
//              in quotes, or no letter, stands for itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/time_zone.h"

namespace pinflow::sink {

class PathFormat {
 public:
  PathFormat() = default;
  // Errors: kInvalidArgument: a letter that is none of the above, an open quote.
  static Result<PathFormat> parse(std::string_view pattern);

  std::string text(UnixMillis time, const TimeZone& zone) const;
  // Whether it has names of months or days, which are English.
  bool has_names() const;

 private:
  struct Part {
    char letter;       // '\0' for literal text.
    size_t width = 0;  // How often the letter stands there.
    std::string literal{};
  };
  std::vector<Part> parts_;
};

}  // namespace pinflow::sink
