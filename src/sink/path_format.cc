#include "sink/path_format.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace pinflow::sink {
namespace {

using namespace std::chrono;

constexpr std::string_view kLetters = "yYxMdDHkKhmsSEaZ";
constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};

std::string padded(int64_t number, size_t width) {
  std::string digits = std::to_string(number);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

std::string name(std::string_view whole, size_t width) {
  return std::string(width >= 4 ? whole : whole.substr(0, 3));
}

std::string offset_text(seconds offset) {
  int64_t offset_min = duration_cast<minutes>(offset).count();
  std::string sign = offset_min < 0 ? "-" : "+";
  offset_min = std::abs(offset_min);
  return sign + padded(offset_min / 60, 2) + padded(offset_min % 60, 2);
}

// What stands for a letter at this local time.
std::string letter_text(char letter, size_t width, sys_time<milliseconds> local, seconds offset) {
  auto day = floor<days>(local);
  year_month_day date(day);
  hh_mm_ss clock(local - day);
  int64_t year = static_cast<int>(date.year());
  auto month = static_cast<unsigned>(date.month());
  int64_t hour = clock.hours().count();
  switch (letter) {
    case 'y':
    case 'Y':
    case 'x':
      return width == 2 ? padded(year % 100, 2) : padded(year, width);
    case 'M':
      return width < 3 ? padded(month, width) : name(kMonths[month - 1], width);
    case 'd':
      return padded(static_cast<unsigned>(date.day()), width);
    case 'D':
      return padded((day - sys_days(date.year() / January / 1)).count() + 1, width);
    case 'H':
      return padded(hour, width);
    case 'k':
      return padded(hour == 0 ? 24 : hour, width);
    case 'K':
      return padded(hour % 12, width);
    case 'h':
      return padded((hour + 11) % 12 + 1, width);
    case 'm':
      return padded(clock.minutes().count(), width);
    case 's':
      return padded(clock.seconds().count(), width);
    case 'S':
      return (padded(clock.subseconds().count(), 3) + std::string(width, '0')).substr(0, width);
    case 'E':
      return name(kDays[weekday(day).c_encoding()], width);
    case 'a':
      return hour < 12 ? "AM" : "PM";
    default:
      return offset_text(offset);
  }
}

}  // namespace

Result<PathFormat> PathFormat::parse(std::string_view pattern) {
  PathFormat format;
  auto literal = [&format](std::string_view text) {
    format.parts_.push_back({'\0', 0, std::string(text)});
  };
  while (!pattern.empty()) {
    char first = pattern.front();
    size_t size = 1;
    if (pattern.starts_with("''")) {
      literal("'");
      size = 2;
    } else if (first == '\'') {
      size_t end = pattern.find('\'', 1);
      if (end == std::string_view::npos) {
        return Status(Code::kInvalidArgument, "a quote is not closed");
      }
      literal(pattern.substr(1, end - 1));
      size = end + 1;
    } else if (std::isalpha(static_cast<unsigned char>(first)) == 0) {
      literal(pattern.substr(0, 1));
    } else if (kLetters.find(first) == std::string_view::npos) {
      return Status(Code::kInvalidArgument, std::string("letter '") + first + "' is not one of " +
                                                std::string(kLetters) +
                                                "; other text goes in single quotes");
    } else {
      size = std::min(pattern.find_first_not_of(first), pattern.size());
      format.parts_.push_back({first, size});
    }
    pattern.remove_prefix(size);
  }
  return format;
}

std::string PathFormat::text(UnixMillis time, const TimeZone& zone) const {
  seconds offset = zone.offset_at(time);
  std::string text;
  for (const Part& part : parts_) {
    text += part.letter == '\0' ? part.literal
                                : letter_text(part.letter, part.width, time + offset, offset);
  }
  return text;
}

bool PathFormat::has_names() const {
  return std::ranges::any_of(parts_, [](const Part& part) {
    return part.letter == 'E' || (part.letter == 'M' && part.width > 2);
  });
}

}  // namespace pinflow::sink
