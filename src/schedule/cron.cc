#include "schedule/cron.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

namespace pinflow::schedule {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::milliseconds;
using std::chrono::minutes;

// The longest time between two 29ths of February.
constexpr days kSearch{8 * 366};

struct Field {
  const char* name;
  int least;
  int most;
  std::vector<std::string_view> names = {};  // Of `least`, `least` + 1, ...
};

Status bad_field(const Field& field, std::string_view text) {
  return Status(Code::kInvalidArgument, std::string("cron: ") + field.name + ": '" +
                                            std::string(text) + "' is not within " +
                                            std::to_string(field.least) + "-" +
                                            std::to_string(field.most));
}

std::optional<int> parse_number(std::string_view text) {
  int number = 0;
  auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || rest != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<int> parse_value(const Field& field, std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  auto named = std::ranges::find(field.names, lower);
  int value = field.least + static_cast<int>(named - field.names.begin());
  if (named == field.names.end()) value = parse_number(text).value_or(-1);
  if (value < field.least || value > field.most) return std::nullopt;
  return value;
}

// "*", "3", "1-5", each with "/step".
template <size_t Size>
Status parse_item(const Field& field, std::string_view item, std::bitset<Size>* out) {
  size_t slash = item.find('/');
  std::string_view range = item.substr(0, slash);
  std::optional<int> step = 1;
  if (slash != std::string_view::npos) step = parse_number(item.substr(slash + 1));
  std::optional<int> first = field.least;
  std::optional<int> last = field.most;
  if (range != "*") {
    size_t dash = range.find('-');
    first = parse_value(field, range.substr(0, dash));
    if (dash != std::string_view::npos)
      last = parse_value(field, range.substr(dash + 1));
    else if (slash == std::string_view::npos)
      last = first;
  }
  if (!first || !last || !step || *step < 1 || *first > *last) return bad_field(field, item);
  for (int value = *first; value <= *last; value += *step) out->set(static_cast<size_t>(value));
  return Status();
}

template <size_t Size>
Status parse_field(const Field& field, std::string_view text, std::bitset<Size>* out) {
  for (size_t begin = 0; begin <= text.size();) {
    size_t end = std::min(text.find(',', begin), text.size());
    TRY(parse_item(field, text.substr(begin, end - begin), out));
    begin = end + 1;
  }
  return Status();
}

std::string_view expand(std::string_view text) {
  if (text == "@hourly") return "0 * * * *";
  if (text == "@daily" || text == "@midnight") return "0 0 * * *";
  if (text == "@weekly") return "0 0 * * 0";
  if (text == "@monthly") return "0 0 1 * *";
  if (text == "@yearly" || text == "@annually") return "0 0 1 1 *";
  return text;
}

}  // namespace

Result<Cron> Cron::parse(std::string_view text, const TimeZone& zone) {
  constexpr std::string_view kEvery = "@every ";
  TRY_ASSIGN(Cron cron, text.starts_with(kEvery) ? parse_every(text.substr(kEvery.size()))
                                                 : parse_fields(expand(text)));
  cron.zone_ = zone;
  return cron;
}

Result<Cron> Cron::parse_every(std::string_view text) {
  constexpr int64_t kCountMax = 1'000'000;
  std::optional<int> count = parse_number(text.substr(0, text.empty() ? 0 : text.size() - 1));
  milliseconds unit{0};
  if (text.ends_with('s')) unit = std::chrono::seconds(1);
  if (text.ends_with('m')) unit = std::chrono::minutes(1);
  if (text.ends_with('h')) unit = std::chrono::hours(1);
  if (text.ends_with('d')) unit = days(1);
  if (!count || *count < 1 || *count > kCountMax || unit.count() == 0) {
    return Status(Code::kInvalidArgument,
                  "cron: @every '" + std::string(text) + "': give a number and s, m, h or d");
  }
  Cron cron;
  cron.every_ = unit * *count;
  return cron;
}

Result<Cron> Cron::parse_fields(std::string_view text) {
  std::vector<std::string_view> fields;
  for (size_t begin = 0; (begin = text.find_first_not_of(' ', begin)) != std::string_view::npos;) {
    size_t end = std::min(text.find(' ', begin), text.size());
    fields.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  if (fields.size() != 5) {
    return Status(Code::kInvalidArgument, "cron: '" + std::string(text) +
                                              "': give five fields, @daily, @hourly or @every 5m");
  }
  Cron cron;
  TRY(parse_field({"minute", 0, 59}, fields[0], &cron.minutes_));
  TRY(parse_field({"hour", 0, 23}, fields[1], &cron.hours_));
  TRY(parse_field({"day of month", 1, 31}, fields[2], &cron.days_));
  TRY(parse_field(
      {"month",
       1,
       12,
       {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}},
      fields[3], &cron.months_));
  TRY(parse_field({"day of week", 0, 7, {"sun", "mon", "tue", "wed", "thu", "fri", "sat"}},
                  fields[4], &cron.weekdays_));
  if (cron.weekdays_[7]) cron.weekdays_.set(0);
  cron.any_day_ = fields[2].starts_with('*');
  cron.any_weekday_ = fields[4].starts_with('*');

  local_days leap_year{std::chrono::year{2000} / 1 / 1};
  for (local_days day = leap_year; day < leap_year + kSearch; day += days(1)) {
    if (cron.fits_day(day)) return cron;
  }
  return Status(Code::kInvalidArgument, "cron: '" + std::string(text) + "': no day ever fits");
}

bool Cron::fits_day(local_days day) const {
  std::chrono::year_month_day date(day);
  if (!months_[static_cast<unsigned>(date.month())]) return false;
  bool by_month = days_[static_cast<unsigned>(date.day())];
  bool by_week = weekdays_[std::chrono::weekday(day).c_encoding()];
  return any_day_ || any_weekday_ ? by_month && by_week : by_month || by_week;
}

UnixMillis Cron::next_after(UnixMillis time) const {
  if (every_.count() > 0) {
    auto since = time.time_since_epoch();
    return UnixMillis(since - (since % every_ + every_) % every_ + every_);
  }
  return hours_.all() ? next_in_any_hour(time) : next_by_the_clock(time);
}

UnixMillis Cron::next_in_any_hour(UnixMillis time) const {
  // A day's clocks may be put forward by so much: the next one begins so much earlier.
  constexpr minutes kChangeMax = std::chrono::hours(3);
  auto minute = std::chrono::floor<minutes>(time) + minutes(1);
  while (true) {
    auto shown = std::chrono::floor<minutes>(
        std::chrono::local_seconds(minute.time_since_epoch() + zone_.offset_at(minute)));
    local_days day = std::chrono::floor<days>(shown);
    bool fits = fits_day(day);
    if (fits && minutes_[static_cast<size_t>((shown - day).count() % 60)]) return minute;
    minutes left = day + days(1) - shown;
    minute += fits || left <= kChangeMax ? minutes(1) : left - kChangeMax;
  }
}

UnixMillis Cron::next_by_the_clock(UnixMillis time) const {
  auto shown = std::chrono::local_time<milliseconds>(time.time_since_epoch());
  // One day back: here it may be yesterday. What clocks show twice is not due again.
  for (local_days day = std::chrono::floor<days>(shown) - days(1);; day += days(1)) {
    if (!fits_day(day)) continue;
    for (int64_t at = 0; at < 24 * 60; ++at) {
      bool fits = hours_[static_cast<size_t>(at / 60)] && minutes_[static_cast<size_t>(at % 60)];
      if (!fits) continue;
      UnixMillis due = zone_.first_showing(day + minutes(at));
      if (due > time) return due;
    }
  }
}

}  // namespace pinflow::schedule
