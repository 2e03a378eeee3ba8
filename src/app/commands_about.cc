// Commands about pinflow itself: version, config show, completion.
#include <cstdio>

#include "app/command_line.h"
#include "app/commands.h"
#include "json/writer.h"

namespace pinflow::app {
namespace {

std::string setting_text(const TomlValue& value) {
  json::Writer writer;
  if (const std::string* text = value.text()) {
    writer.value(*text);
  } else if (const bool* flag = std::get_if<bool>(&value.data)) {
    writer.value(*flag);
  } else if (const int64_t* integer = std::get_if<int64_t>(&value.data)) {
    writer.value(*integer);
  } else if (const double* number = std::get_if<double>(&value.data)) {
    writer.value(*number);
  } else {
    writer.begin_array();
    for (const TomlValue& element : *value.array()) writer.value(*element.text());
    writer.end_array();
  }
  return writer.take();
}

// Keys of users of Kinesis; of Kafka's properties those whose value is a password or has one in it.
bool is_secret(std::string_view key) {
  if (key.ends_with(".secret_key") || key.ends_with(".session_token")) return true;
  return key.starts_with("eventlog.kafka.properties.") &&
         (key.ends_with("password") || key.ends_with("jaas.config") || key.ends_with("secret") ||
          key.ends_with(".pem"));
}

// As it is shown: of an address, as "mysql://ada:PASSWORD@db/shop", all but the password.
std::string shown_value(const std::string& key, const TomlValue& value) {
  if (is_secret(key)) return "\"(hidden)\"";
  std::string text = setting_text(value);
  const size_t scheme = text.find("://");
  const size_t at = scheme == text.npos ? text.npos : text.rfind('@');
  const size_t colon = at == text.npos ? text.npos : text.find(':', scheme + 3);
  if (colon < at) text.replace(colon + 1, at - colon - 1, "(hidden)");
  return text;
}

ExitCode show_config(Invocation& invocation) {
  bool origins = invocation.arguments.flag("origin");
  json::Writer writer;
  writer.begin_object();
  std::string section;
  for (const auto& [key, setting] : invocation.config.settings()) {
    std::string value = shown_value(key, setting.value);
    if (invocation.json) {
      writer.key(key).begin_object().key("value").raw(value);
      writer.member("origin", setting.origin).end_object();
      continue;
    }
    std::string in = key.substr(0, key.rfind('.'));
    if (in != section) std::printf("%s[%s]\n", section.empty() ? "" : "\n", in.c_str());
    section = in;
    std::printf("%s = %s", key.substr(in.size() + 1).c_str(), value.c_str());
    std::printf("%s\n", origins ? ("  # " + setting.origin).c_str() : "");
  }
  if (invocation.json) std::printf("%s\n", writer.end_object().text().c_str());
  return ExitCode::kOk;
}

ExitCode show_version(Invocation& invocation) {
  if (invocation.json) {
    json::Writer writer;
    writer.begin_object().member("version", PINFLOW_VERSION).member("commit", PINFLOW_COMMIT);
    std::printf("%s\n", writer.end_object().text().c_str());
  } else {
    std::printf("pinflow %s (%s)\n", PINFLOW_VERSION, PINFLOW_COMMIT);
  }
  return ExitCode::kOk;
}

ExitCode print_completion(Invocation& invocation) {
  Result<std::string> script = completion_script(*invocation.arguments.text("SHELL"));
  if (!script.ok()) {
    report_error(invocation, script.status());
    return ExitCode::kUsage;
  }
  std::printf("%s", script->c_str());
  return ExitCode::kOk;
}

}  // namespace

Command config_show_command() {
  return {"config show",
          "Show the settings in force",
          "  pinflow config show\n  pinflow config show --origin\n  pinflow config show --json",
          {{"origin", "", "where each value comes from"}},
          {},
          show_config};
}

Command version_command() {
  return {"version", "Show the version", "  pinflow version\n  pinflow version --json", {},
          {},        show_version};
}

Command completion_command() {
  return {"completion",
          "Print a completion script for a shell",
          "  source <(pinflow completion bash)\n  pinflow completion fish > "
          "~/.config/fish/completions/pinflow.fish",
          {},
          {{"SHELL", "bash, zsh or fish", true}},
          print_completion};
}

}  // namespace pinflow::app
