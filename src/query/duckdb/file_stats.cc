#include "query/duckdb/file_stats.h"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "json/writer.h"
#include "query/sql_text.h"

namespace pinflow::query {
namespace {

using model::Type;

constexpr size_t kTextBoundLettersMax = 32;  // As Delta's own writers.

enum class Bound { kLower, kUpper };

std::optional<std::string> json_of_double(const std::string& text) {
  double number = std::strtod(text.c_str(), nullptr);
  if (!std::isfinite(number)) return std::nullopt;
  std::string json;
  json::write_double(number, &json);
  return json;
}

// The first letters of UTF-8 text.
std::string_view first_letters(std::string_view text, size_t count_max) {
  size_t count = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    bool starts_letter = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (starts_letter && count++ == count_max) return text.substr(0, i);
  }
  return text;
}

std::optional<std::string> json_of_text(std::string_view text, Bound bound) {
  std::string_view kept = first_letters(text, kTextBoundLettersMax);
  // A prefix is below the whole text: good as a lower bound, wrong as an upper one.
  if (bound == Bound::kUpper && kept.size() < text.size()) return std::nullopt;
  std::string json;
  json::write_string(kept, &json);
  return json;
}

// "2020-01-02 03:04:05.123456+00" in milliseconds, rounded away from the values it bounds.
std::optional<std::string> json_of_timestamp(const std::string& text, Bound bound) {
  using namespace std::chrono;
  int year_number = 0;
  unsigned month_number = 0, day_number = 0, hour = 0, minute = 0, second = 0, fraction = 0;
  int fraction_start = 0, fraction_end = 0;
  int found =
      std::sscanf(text.c_str(), "%4d-%2u-%2u %2u:%2u:%2u.%n%6u%n", &year_number, &month_number,
                  &day_number, &hour, &minute, &second, &fraction_start, &fraction, &fraction_end);
  if (found < 6 || text.ends_with("BC")) return std::nullopt;
  for (int i = fraction_end - fraction_start; found == 7 && i < 6; ++i) fraction *= 10;
  sys_time<microseconds> time = sys_days(year(year_number) / month(month_number) / day(day_number));
  time += hours(hour) + minutes(minute) + seconds(second) + microseconds(fraction);
  auto rounded = bound == Bound::kLower ? floor<milliseconds>(time) : ceil<milliseconds>(time);
  sys_days date = floor<days>(rounded);
  year_month_day ymd(date);
  hh_mm_ss clock(rounded - date);
  std::array<char, 64> iso{};
  std::snprintf(iso.data(), iso.size(), "\"%04d-%02u-%02uT%02d:%02d:%02d.%03dZ\"",
                static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                static_cast<unsigned>(ymd.day()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()),
                static_cast<int>(clock.subseconds().count()));
  return iso.data();
}

std::optional<std::string> json_of(Type type, const std::string& text, Bound bound) {
  switch (type) {
    case Type::kInteger:
    case Type::kLong:
      return text;
    case Type::kDouble:
      return json_of_double(text);
    case Type::kString:
      return json_of_text(text, bound);
    case Type::kDate:
      return "\"" + text + "\"";
    case Type::kTimestamp:
      return json_of_timestamp(text, bound);
    case Type::kBoolean:
    case Type::kBinary:
    case Type::kDoubleArray:
      break;  // Delta keeps no bounds of these.
  }
  return std::nullopt;
}

const std::string* fact(const ColumnFacts& facts, const std::string& column, const char* name) {
  auto found = facts.find(quote_name(column));
  if (found == facts.end()) return nullptr;
  auto value = found->second.find(name);
  return value == found->second.end() ? nullptr : &value->second;
}

void write_bounds(const model::Schema& schema, const ColumnFacts& facts, Bound bound,
                  json::Writer* out) {
  out->key(bound == Bound::kLower ? "minValues" : "maxValues").begin_object();
  for (const model::Column& column : schema.columns) {
    const std::string* has_nan = fact(facts, column.name, "has_nan");
    if (has_nan != nullptr && *has_nan == "true") continue;
    const std::string* text = fact(facts, column.name, bound == Bound::kLower ? "min" : "max");
    if (text == nullptr) continue;
    std::optional<std::string> json = json_of(column.type, *text, bound);
    if (json) out->key(column.name).raw(*json);
  }
  out->end_object();
}

}  // namespace

std::string delta_stats(const model::Schema& schema, int64_t row_count, const ColumnFacts& facts) {
  json::Writer out;
  out.begin_object().member("numRecords", row_count);
  write_bounds(schema, facts, Bound::kLower, &out);
  write_bounds(schema, facts, Bound::kUpper, &out);
  out.key("nullCount").begin_object();
  for (const model::Column& column : schema.columns) {
    const std::string* count = fact(facts, column.name, "null_count");
    if (count != nullptr) out.key(column.name).raw(*count);
  }
  out.end_object().end_object();
  return out.take();
}

}  // namespace pinflow::query
