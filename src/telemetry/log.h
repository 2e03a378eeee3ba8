// log(): one line per happening, fields instead of prose; plain on a terminal, JSON on request.
// ERROR only if data is lost or a person must act; nothing per record in normal operation.
//
//   Threads:   any.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace pinflow::telemetry {

enum class Level { kDebug, kInfo, kWarning, kError };
enum class LogFormat { kPlain, kJson };

// A named fact of a log line: {"topic", name}, {"bytes", 12}.
struct Field {
  std::string_view name;
  std::string value;
  bool is_number = false;

  Field(std::string_view field, std::string_view text) : name(field), value(text) {}
  Field(std::string_view field, const char* text) : name(field), value(text) {}
  Field(std::string_view field, const std::string& text) : name(field), value(text) {}
  template <class Number>
    requires std::is_arithmetic_v<Number>
  Field(std::string_view field, Number number)
      : name(field), value(std::to_string(number)), is_number(true) {}
};

// Where lines go: stderr. Called once, before threads start; without it plain lines from kInfo up.
void set_log(LogFormat format, Level least);

// log(Level::kWarning, "sink", "object put failed", {{"key", key}, {"cause", status.message()}});
// `part` is the folder's name.
void log(Level level, std::string_view part, std::string_view happening,
         std::initializer_list<Field> fields = {});

}  // namespace pinflow::telemetry
