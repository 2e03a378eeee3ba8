// Text to values.
#include "model/text_value.h"

#include <charconv>
#include <chrono>
#include <cmath>

namespace pinflow::model {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

// Reads fields of fixed width from the front of a text.
struct FieldReader {
  std::string_view rest;

  bool take(char byte) {
    if (!rest.starts_with(byte)) return false;
    rest.remove_prefix(1);
    return true;
  }

  // A number of exactly `digit_count` digits, at most `largest`.
  std::optional<int> number(size_t digit_count, int largest) {
    if (rest.size() < digit_count) return std::nullopt;
    int value = 0;
    for (char digit : rest.substr(0, digit_count)) {
      if (digit < '0' || digit > '9') return std::nullopt;
      value = value * 10 + (digit - '0');
    }
    if (value > largest) return std::nullopt;
    rest.remove_prefix(digit_count);
    return value;
  }
};

// "2020-08-28" or "2020:08:28", as days since 1970.
std::optional<int64_t> read_date(FieldReader* fields) {
  std::optional<int> year = fields->number(4, 9999);
  char separator = fields->take('-') ? '-' : fields->take(':') ? ':' : '\0';
  if (!year || separator == '\0') return std::nullopt;
  std::optional<int> month = fields->number(2, 12);
  if (!month || !fields->take(separator)) return std::nullopt;
  std::optional<int> day = fields->number(2, 31);
  if (!day) return std::nullopt;
  std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month),
                                   std::chrono::day(*day)};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

// ".25", as microseconds; digits past them are dropped. 0 when there is no fraction.
std::optional<int64_t> read_fraction(FieldReader* fields) {
  if (!fields->take('.')) return 0;
  int64_t micros = 0;
  int64_t unit = kMicrosPerSecond;
  size_t size_before = fields->rest.size();
  while (std::optional<int> digit = fields->number(1, 9)) {
    unit /= 10;
    micros += *digit * unit;
  }
  if (fields->rest.size() == size_before) return std::nullopt;
  return micros;
}

// "03:52:47.5", as microseconds.
std::optional<int64_t> read_time(FieldReader* fields) {
  std::optional<int> hour = fields->number(2, 23);
  if (!hour || !fields->take(':')) return std::nullopt;
  std::optional<int> minute = fields->number(2, 59);
  if (!minute || !fields->take(':')) return std::nullopt;
  std::optional<int> second = fields->number(2, 59);
  if (!second) return std::nullopt;
  std::optional<int64_t> fraction = read_fraction(fields);
  if (!fraction) return std::nullopt;
  return ((*hour * 60 + *minute) * 60 + *second) * kMicrosPerSecond + *fraction;
}

// "Z", "+02:00", "+0200", "+02" or nothing, as microseconds to take off.
std::optional<int64_t> read_zone(FieldReader* fields) {
  if (fields->rest.empty() || fields->take('Z')) return 0;
  int sign = fields->take('+') ? 1 : fields->take('-') ? -1 : 0;
  if (sign == 0) return std::nullopt;
  std::optional<int> hours = fields->number(2, 18);
  if (!hours) return std::nullopt;
  std::optional<int> minutes = 0;
  if (fields->take(':') || !fields->rest.empty()) minutes = fields->number(2, 59);
  if (!minutes) return std::nullopt;
  return sign * (*hours * 60 + *minutes) * 60 * kMicrosPerSecond;
}

template <class Number>
std::optional<Number> read_whole(std::string_view text) {
  Number number{};
  const char* begin = text.data();
  const char* end = begin + text.size();
  std::from_chars_result read = std::from_chars(begin, end, number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

// from_chars() knows no '+'.
std::string_view without_plus(std::string_view text) {
  bool has_plus = text.size() > 1 && text[0] == '+' && text[1] != '-';
  return has_plus ? text.substr(1) : text;
}

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (size_t index = 0; index < text.size(); ++index) {
    if ((text[index] | 0x20) != lower[index]) return false;
  }
  return true;
}

}  // namespace

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::optional<int64_t> integral(double number) {
  if (!(std::abs(number) < 0x1p63) || std::trunc(number) != number) return std::nullopt;
  return static_cast<int64_t>(number);
}

std::optional<int64_t> text_to_integer(std::string_view text) {
  std::string_view digits = without_plus(without_blanks(text));
  if (std::optional<int64_t> integer = read_whole<int64_t>(digits)) return integer;
  std::optional<double> number = text_to_double(text);
  return number ? integral(*number) : std::nullopt;
}

std::optional<double> text_to_double(std::string_view text) {
  std::optional<double> number = read_whole<double>(without_plus(without_blanks(text)));
  if (number && !std::isfinite(*number)) return std::nullopt;
  return number;
}

std::optional<bool> text_to_boolean(std::string_view text) {
  text = without_blanks(text);
  if (text == "1" || equals_ignoring_case(text, "true")) return true;
  if (text == "0" || equals_ignoring_case(text, "false")) return false;
  return std::nullopt;
}

std::optional<int64_t> text_to_timestamp(std::string_view text) {
  FieldReader fields{without_blanks(text)};
  std::optional<int64_t> days = read_date(&fields);
  if (!days) return std::nullopt;
  if (fields.rest.empty()) return *days * kMicrosPerDay;
  if (!fields.take(' ') && !fields.take('T')) return std::nullopt;
  std::optional<int64_t> time = read_time(&fields);
  if (!time) return std::nullopt;
  std::optional<int64_t> zone = read_zone(&fields);
  if (!zone || !fields.rest.empty()) return std::nullopt;
  return *days * kMicrosPerDay + *time - *zone;
}

std::optional<int64_t> text_to_date(std::string_view text) {
  if (!text_to_timestamp(text)) return std::nullopt;
  FieldReader fields{without_blanks(text)};
  return read_date(&fields);
}

}  // namespace pinflow::model
