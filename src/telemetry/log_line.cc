// Both formats of a log line.
#include "telemetry/log_line.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>

#include "json/writer.h"

namespace pinflow::telemetry {
namespace {

std::string_view name_of(Level level) {
  constexpr std::array<std::string_view, 4> kNames = {"DEBUG", "INFO", "WARN", "ERROR"};
  return kNames.at(static_cast<size_t>(level));
}

std::string utc_text(UnixMillis time) {
  std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  return std::string(text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts));
}

bool needs_quotes(std::string_view value) {
  return value.empty() || std::ranges::any_of(value, [](char byte) {
           return byte <= ' ' || byte > '~' || byte == '"' || byte == '\\';
         });
}

std::string plain_line(UnixMillis time, Level level, std::string_view part,
                       std::string_view happening, std::span<const Field> fields) {
  std::string line = utc_text(time);
  line.append(" ").append(name_of(level)).append(" ").append(part).append(": ").append(happening);
  for (const Field& field : fields) {
    line.append(" ").append(field.name).append("=");
    if (needs_quotes(field.value)) {
      json::write_string(field.value, &line);
    } else {
      line.append(field.value);
    }
  }
  return line;
}

std::string json_line(UnixMillis time, Level level, std::string_view part,
                      std::string_view happening, std::span<const Field> fields) {
  json::Writer writer;
  writer.begin_object();
  writer.member("time", utc_text(time)).member("level", name_of(level));
  writer.member("part", part).member("happening", happening);
  for (const Field& field : fields) {
    writer.key(field.name);
    if (field.is_json) {
      writer.raw(field.value);
    } else {
      writer.value(field.value);
    }
  }
  writer.end_object();
  return writer.take();
}

}  // namespace

std::string log_line(LogFormat format, UnixMillis time, Level level, std::string_view part,
                     std::string_view happening, std::span<const Field> fields) {
  auto write = format == LogFormat::kJson ? json_line : plain_line;
  return write(time, level, part, happening, fields);
}

}  // namespace pinflow::telemetry
