// A line that Cron has taken, so that its fields are known to be right.
#include "schedule/quartz.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <charconv>
#include <vector>

#include "schedule/cron.h"

namespace pinflow::schedule {
namespace {

constexpr std::array<const char*, 7> kWeekdays = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};
constexpr std::pair<std::string_view, std::string_view> kNamedTimes[] = {
    {"@hourly", "0 * * * *"},  {"@daily", "0 0 * * *"},   {"@midnight", "0 0 * * *"},
    {"@weekly", "0 0 * * 0"},  {"@monthly", "0 0 1 * *"}, {"@yearly", "0 0 1 1 *"},
    {"@annually", "0 0 1 1 *"}};

Status beyond_quartz(std::string_view schedule, std::string_view why) {
  return Status(Code::kInvalidArgument,
                "schedule '" + std::string(schedule) + "': Databricks cannot: " + std::string(why));
}

std::vector<std::string> parts_between(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin <= text.size();) {
    size_t end = std::min(text.find(separator, begin), text.size());
    if (end > begin) parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

size_t number_of(std::string_view text) {
  size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

size_t weekday_of(std::string_view text) {
  std::string upper(text);
  std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return std::toupper(c); });
  auto named = std::ranges::find(kWeekdays, upper);
  return named == kWeekdays.end() ? number_of(text)
                                  : static_cast<size_t>(named - kWeekdays.begin());
}

// Quartz numbers them from 1, and takes no steps between names: each is named.
std::string named_weekdays(std::string_view field) {
  std::bitset<8> chosen;
  for (const std::string& item : parts_between(field, ',')) {
    size_t slash = item.find('/');
    size_t step = slash == std::string::npos ? 1 : number_of(item.substr(slash + 1));
    std::string range = item.substr(0, slash);
    size_t dash = range.find('-');
    size_t first = range == "*" ? 0 : weekday_of(range.substr(0, dash));
    size_t last = slash == std::string::npos ? first : 7;
    if (dash != std::string::npos) last = weekday_of(range.substr(dash + 1));
    if (range == "*") last = 6;
    for (size_t day = first; day <= last; day += step) chosen.set(day % 7);
  }
  std::string names;
  for (size_t day = 0; day < kWeekdays.size(); ++day) {
    if (chosen[day]) names += (names.empty() ? "" : ",") + std::string(kWeekdays[day]);
  }
  return names;
}

Result<std::string> quartz_every(std::string_view schedule, const Cron& cron) {
  using std::chrono::minutes;
  UnixMillis first = cron.next_after(UnixMillis());
  auto every = cron.next_after(first) - first;
  auto count = std::chrono::floor<minutes>(every).count();
  if (every == minutes(count) && count < 60 && 60 % count == 0) {
    return "0 0/" + std::to_string(count) + " * * * ?";
  }
  if (every == std::chrono::days(1)) return std::string("0 0 0 * * ?");
  if (every == minutes(count) && count % 60 == 0 && (24 * 60) % count == 0) {
    return "0 0 0/" + std::to_string(count / 60) + " * * ?";
  }
  return beyond_quartz(schedule, "give minutes that divide an hour, or hours that divide a day");
}

}  // namespace

Result<std::string> quartz_line(std::string_view schedule) {
  TRY_ASSIGN(Cron cron, Cron::parse(schedule));
  if (schedule.starts_with("@every ")) return quartz_every(schedule, cron);
  const auto* named = std::ranges::find(kNamedTimes, schedule,
                                        &std::pair<std::string_view, std::string_view>::first);
  std::vector<std::string> fields =
      parts_between(named == std::end(kNamedTimes) ? schedule : named->second, ' ');
  const bool any_day = fields[2] == "*";
  if (!any_day && fields[4] != "*") {
    return beyond_quartz(schedule, "choose by the day of the month or by that of the week");
  }
  std::string day = any_day && fields[4] != "*" ? "?" : fields[2];
  std::string weekday = fields[4] == "*" ? "?" : named_weekdays(fields[4]);
  return "0 " + fields[0] + " " + fields[1] + " " + day + " " + fields[3] + " " + weekday;
}

}  // namespace pinflow::schedule
