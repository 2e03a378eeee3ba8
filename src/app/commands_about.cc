// Commands about pinflow itself: version, config show, completion.
#include <cstdio>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/config_view.h"
#include "json/writer.h"

namespace pinflow::app {
namespace {

ExitCode show_config(Invocation& invocation) {
  bool origins = invocation.arguments.flag("origin");
  if (invocation.json) {
    std::printf("%s\n", config_json(invocation.config).c_str());
    return ExitCode::kOk;
  }
  std::string section;
  for (const auto& [key, setting] : invocation.config.settings()) {
    std::string value = shown_value(key, setting);
    std::string in = key.substr(0, key.rfind('.'));
    if (in != section) std::printf("%s[%s]\n", section.empty() ? "" : "\n", in.c_str());
    section = in;
    std::printf("%s = %s", key.substr(in.size() + 1).c_str(), value.c_str());
    std::printf("%s\n", origins ? ("  # " + setting.origin).c_str() : "");
  }
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
