// log(): one line per happening, fields instead of prose; plain on a terminal, JSON on request.
// ERROR only if data is lost or a person must act; nothing per record in normal operation.
//
//   Threads:   any.
#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

namespace pinflow::telemetry {

enum class Level { kDebug, kInfo, kWarning, kError };
enum class LogFormat { kPlain, kJson };

// A named fact of a log line: {"topic", name}, {"bytes", 12}.
struct Field {
  std::string_view name;
  std::string value;
  bool is_json = false;  // A number or a flag: needs no quotes.

  Field(std::string_view field, std::string_view text) : name(field), value(text) {}
  Field(std::string_view field, const char* text) : name(field), value(text) {}
  Field(std::string_view field, const std::string& text) : name(field), value(text) {}
  Field(std::string_view field, bool flag)
      : name(field), value(flag ? "true" : "false"), is_json(true) {}
  Field(std::string_view field, double number);
  template <std::integral Number>
  Field(std::string_view field, Number number)
      : name(field), value(std::to_string(number)), is_json(true) {}
};

// Where lines go: stderr. Called once, before threads start; without it plain lines from kInfo up.
void set_log(LogFormat format, Level least);

// log(Level::kWarning, "sink", "object put failed", {{"key", key}, {"cause", status.message()}});
// `part` is the folder's name.
void log(Level level, std::string_view part, std::string_view happening,
         std::initializer_list<Field> fields = {});

}  // namespace pinflow::telemetry
