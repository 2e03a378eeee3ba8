// Lines to stderr, one at a time, by spdlog.
#include "telemetry/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <atomic>
#include <memory>

#include "json/writer.h"
#include "telemetry/log_line.h"

namespace pinflow::telemetry {
namespace {

std::atomic<LogFormat> format_of_lines = LogFormat::kPlain;

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::kDebug:
      return spdlog::level::debug;
    case Level::kInfo:
      return spdlog::level::info;
    case Level::kWarning:
      return spdlog::level::warn;
    case Level::kError:
      break;
  }
  return spdlog::level::err;
}

// Never destroyed, so that threads may log while the process ends.
spdlog::logger& logger() {
  static spdlog::logger& only = []() -> spdlog::logger& {
    auto* made = new spdlog::logger("pinflow", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    return *made;
  }();
  return only;
}

}  // namespace

Field::Field(std::string_view field, double number) : name(field), is_json(true) {
  json::write_double(number, &value);
}

void set_log(LogFormat format, Level least) {
  format_of_lines = format;
  logger().set_level(to_spdlog(least));
}

void log(Level level, std::string_view part, std::string_view happening,
         std::initializer_list<Field> fields) {
  if (!logger().should_log(to_spdlog(level))) return;
  std::string line =
      log_line(format_of_lines, system_clock().now(), level, part, happening, fields);
  logger().log(to_spdlog(level), spdlog::string_view_t(line));
}

}  // namespace pinflow::telemetry
