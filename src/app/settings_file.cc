#include "app/settings_file.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <string_view>

#include "base/file.h"

namespace pinflow::app {
namespace {

using Settings = std::map<std::string, std::string>;

std::string_view trimmed(std::string_view text) {
  size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return "";
  text = text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
  bool quoted = text.size() > 1 && text.front() == text.back() &&
                (text.front() == '"' || text.front() == '\'');
  return quoted ? text.substr(1, text.size() - 2) : text;
}

Result<Settings> read_environment_file(std::string_view text) {
  Settings settings;
  for (size_t number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    std::string_view content = trimmed(line);
    if (content.empty() || content.starts_with('#')) continue;
    if (content.starts_with("export ")) content.remove_prefix(7);
    size_t equals = content.find('=');
    if (equals == std::string_view::npos) {
      return Status(Code::kInvalidArgument, "line " + std::to_string(number) + ": no '='");
    }
    settings[std::string(trimmed(content.substr(0, equals)))] = trimmed(content.substr(equals + 1));
  }
  return settings;
}

Result<Settings> read_yaml(const std::string& text) {
  try {
    YAML::Node root = YAML::Load(text);
    if (!root.IsMap()) return Status(Code::kInvalidArgument, "it is not a map of keys to values");
    Settings settings;
    for (const auto& entry : root) {
      if (entry.second.IsScalar()) {
        settings[entry.first.as<std::string>()] = entry.second.as<std::string>();
      }
    }
    return settings;
  } catch (const YAML::Exception& error) {  // yaml-cpp throws; its text may quote a value.
    return Status(Code::kInvalidArgument,
                  "line " + std::to_string(error.mark.line + 1) + ": not YAML");
  }
}

}  // namespace

Result<Settings> read_settings(const std::filesystem::path& file) {
  TRY_ASSIGN(std::string text, read_file(file));
  bool is_environment = file.filename().string().ends_with("env");
  Result<Settings> settings = is_environment ? read_environment_file(text) : read_yaml(text);
  if (!settings.ok()) return settings.status().with_context(file.string());
  return settings;
}

}  // namespace pinflow::app
