#include "app/command.h"

#include <charconv>
#include <cstdio>

#include "base/code_name.h"
#include "json/writer.h"

namespace pinflow::app {
namespace {

template <class Number>
Result<Number> parse_number(const std::string& option, const std::string& text, const char* kind) {
  Number number{};
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return Status(Code::kInvalidArgument, "--" + option + ": '" + text + "' is not " + kind);
  }
  return number;
}

}  // namespace

std::optional<std::string> Arguments::text(const std::string& option) const {
  auto found = values_.find(option);
  if (found == values_.end()) return std::nullopt;
  return found->second.back();
}

std::vector<std::string> Arguments::list(const std::string& option) const {
  auto found = values_.find(option);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

Result<int64_t> Arguments::integer(const std::string& option, int64_t otherwise) const {
  std::optional<std::string> given = text(option);
  return given ? parse_number<int64_t>(option, *given, "an integer") : otherwise;
}

Result<int64_t> Arguments::count(const std::string& option, int64_t otherwise) const {
  Result<int64_t> value = integer(option, otherwise);
  if (!value.ok() || *value >= 1) return value;
  return Status(Code::kInvalidArgument, "--" + option + ": 1 or more is wanted");
}

Result<double> Arguments::number(const std::string& option, double otherwise) const {
  std::optional<std::string> given = text(option);
  return given ? parse_number<double>(option, *given, "a number") : otherwise;
}

const std::vector<Option>& shared_options() {
  static const std::vector<Option> options = {
      {"data", "DIR", "folder for everything that is kept (default ./pinflow-data)"},
      {"config", "FILE", "settings (default ./pinflow.toml where there is one)"},
      {"pipeline", "DIR", "folder with pipeline.toml (default: the built-in pinterest pipeline)"},
      {"user-id", "ID", "whose data; may repeat, '*' is every id seen (default demo)", true},
      {"json", "", "answer in JSON"},
      {"log-level", "LEVEL", "debug, info, warning or error"},
  };
  return options;
}

ExitCode report_error(const Invocation& invocation, const Status& error) {
  if (invocation.json) {
    json::Writer writer;
    writer.begin_object().key("error").begin_object();
    writer.member("code", code_name(error.code())).member("message", error.message());
    writer.end_object().end_object();
    std::fprintf(stderr, "%s\n", writer.text().c_str());
  } else {
    std::fprintf(stderr, "pinflow: %s\n", error.message().c_str());
  }
  return exit_code(error.code());
}

ExitCode report_usage_error(const Invocation& invocation, const Status& error) {
  report_error(invocation, error);
  return ExitCode::kUsage;
}

}  // namespace pinflow::app
