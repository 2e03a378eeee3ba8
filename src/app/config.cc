#include "app/config.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "app/embedded.h"
#include "base/nearest_name.h"

namespace pinflow::app {
namespace {

constexpr std::string_view kAnyName = ".NAME.";
constexpr std::string_view kAnyKey = ".ANY";
constexpr std::string_view kVariablePrefix = "PINFLOW__";

// Every leaf below `table` with its dotted key.
void flatten(const TomlValue& value, const std::string& key, std::map<std::string, Setting>* into) {
  const TomlTable* table = value.table();
  if (table == nullptr) {
    (*into)[key] = {value, "default"};
    return;
  }
  for (const auto& [name, member] : *table) {
    flatten(member, key.empty() ? name : key + "." + name, into);
  }
}

// "gateway.key.alice.sha256" -> "gateway.key.NAME.sha256", if there is such a template.
std::string template_key(const std::string& key, const std::map<std::string, Setting>& templates) {
  for (const auto& [candidate, setting] : templates) {
    size_t name_begin = candidate.find(kAnyName) + 1;
    if (key.compare(0, name_begin, candidate, 0, name_begin) != 0) continue;
    size_t name_end = key.find('.', name_begin);
    if (name_end == std::string::npos || name_end == name_begin) continue;
    size_t rest = name_begin + kAnyName.size() - 2;
    if (key.substr(name_end) == candidate.substr(rest)) return candidate;
  }
  return "";
}

// "HTTP__LISTEN" -> "http.listen".
std::string variable_key(std::string_view variable) {
  std::string key;
  for (size_t index = 0; index < variable.size(); ++index) {
    if (variable.substr(index, 2) == "__") {
      key += '.';
      ++index;
    } else {
      key += static_cast<char>(std::tolower(static_cast<unsigned char>(variable[index])));
    }
  }
  return key;
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    size_t comma = text.find(',');
    parts.emplace_back(text.substr(0, comma));
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return parts;
}

// `text` as a value of the type that `like` has.
Result<TomlValue> read_as(const TomlValue& like, std::string_view text) {
  TomlValue value;
  if (std::holds_alternative<std::string>(like.data)) {
    value.data = std::string(text);
  } else if (std::holds_alternative<TomlArray>(like.data)) {
    TomlArray elements;
    for (std::string& part : split_list(text)) elements.push_back({std::move(part), ""});
    value.data = std::move(elements);
  } else if (std::holds_alternative<bool>(like.data)) {
    if (text != "true" && text != "false") {
      return Status(Code::kInvalidArgument, "'" + std::string(text) + "' is not true or false");
    }
    value.data = text == "true";
  } else {
    int64_t number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
      return Status(Code::kInvalidArgument, "'" + std::string(text) + "' is not an integer");
    }
    value.data = number;
  }
  return value;
}

}  // namespace

Result<Config> Config::load(const ConfigSources& sources) {
  Config config;
  Result<TomlValue> defaults = parse_toml(*embedded_file("config/default.toml"), "default.toml");
  check(defaults.ok());
  std::map<std::string, Setting> all;
  flatten(*defaults, "", &all);
  for (auto& [key, setting] : all) {
    if (key.ends_with(kAnyKey)) {
      config.any_tables_.push_back(key.substr(0, key.size() - kAnyKey.size() + 1));
      continue;
    }
    bool is_template = key.find(kAnyName) != std::string::npos;
    (is_template ? config.templates_ : config.settings_)[key] = std::move(setting);
  }

  TRY_ASSIGN(TomlValue file, parse_toml(sources.file_text, sources.file_name));
  TRY(config.apply(file, ""));
  for (const auto& [variable, text] : sources.environment) {
    if (!variable.starts_with(kVariablePrefix)) continue;
    TRY(config.set(variable_key(std::string_view(variable).substr(kVariablePrefix.size())), text,
                   variable));
  }
  return config;
}

Status Config::apply(const TomlValue& table, const std::string& prefix) {
  for (const auto& [name, value] : *table.table()) {
    std::string key = prefix.empty() ? name : prefix + "." + name;
    if (value.table() != nullptr) {
      TRY(apply(value, key));
    } else {
      TRY(accept(key, value, value.place));
    }
  }
  return Status();
}

Status Config::set(const std::string& key, std::string_view text, std::string_view origin) {
  std::string from = template_key(key, templates_);
  auto like = settings_.find(key);
  const Setting* model = like != settings_.end() ? &like->second : nullptr;
  if (model == nullptr && !from.empty()) model = &templates_.at(from);
  if (model == nullptr) return accept(key, TomlValue{std::string(text), ""}, origin);
  Result<TomlValue> value = read_as(model->value, text);
  if (!value.ok()) return value.status().with_context(std::string(origin) + ": " + key);
  return accept(key, *value, origin);
}

Status Config::accept(const std::string& key, const TomlValue& value, std::string_view origin) {
  if (takes_any(key)) return accept_any(key, value, origin);
  std::string from = template_key(key, templates_);
  auto known = settings_.find(key);
  if (known == settings_.end() && from.empty()) {
    std::vector<std::string> keys;
    for (const auto& [name, setting] : settings_) keys.push_back(name);
    for (const auto& [name, setting] : templates_) keys.push_back(name);
    return Status(Code::kInvalidArgument,
                  std::string(origin) + ": unknown key '" + key + "'" + did_you_mean(key, keys));
  }
  const TomlValue& model =
      known != settings_.end() ? known->second.value : templates_.at(from).value;
  if (model.data.index() != value.data.index()) {
    return Status(Code::kInvalidArgument, std::string(origin) + ": " + key + " must be a " +
                                              std::string(model.type()) + ", not a " +
                                              std::string(value.type()));
  }
  for (const TomlValue& element : value.array() ? *value.array() : TomlArray{}) {
    if (element.text() == nullptr) {
      return Status(Code::kInvalidArgument, std::string(origin) + ": " + key +
                                                " must be a list of strings, not of " +
                                                std::string(element.type()));
    }
  }
  if (!from.empty()) {  // A named table begins with the defaults of all its keys.
    size_t name_begin = from.find(kAnyName) + 1;
    std::string table = key.substr(0, key.find('.', name_begin));
    for (const auto& [name, setting] : templates_) {
      if (name.compare(0, name_begin, from, 0, name_begin) != 0) continue;
      settings_.emplace(table + name.substr(name_begin + kAnyName.size() - 2), setting);
    }
  }
  settings_[key] = {value, std::string(origin)};
  return Status();
}

bool Config::takes_any(std::string_view key) const {
  return std::any_of(any_tables_.begin(), any_tables_.end(),
                     [key](const std::string& table) { return key.starts_with(table); });
}

// Numbers and flags may be written as such.
Status Config::accept_any(const std::string& key, const TomlValue& value, std::string_view origin) {
  TomlValue text{"", value.place};
  if (const std::string* as_is = value.text()) {
    text.data = *as_is;
  } else if (const bool* flag = std::get_if<bool>(&value.data)) {
    text.data = std::string(*flag ? "true" : "false");
  } else if (const int64_t* integer = std::get_if<int64_t>(&value.data)) {
    text.data = std::to_string(*integer);
  } else {
    return Status(Code::kInvalidArgument, std::string(origin) + ": " + key +
                                              " must be a string, an integer or a boolean, not a " +
                                              std::string(value.type()));
  }
  settings_[key] = {std::move(text), std::string(origin)};
  return Status();
}

std::map<std::string, std::string> Config::texts(std::string_view any_table) const {
  std::map<std::string, std::string> texts;
  const std::string prefix = std::string(any_table) + ".";
  for (auto at = settings_.lower_bound(prefix);
       at != settings_.end() && at->first.starts_with(prefix); ++at) {
    texts[at->first.substr(prefix.size())] = std::get<std::string>(at->second.value.data);
  }
  return texts;
}

const Setting& Config::at(std::string_view key) const {
  auto found = settings_.find(std::string(key));
  check(found != settings_.end());
  return found->second;
}

const std::string& Config::text(std::string_view key) const {
  return std::get<std::string>(at(key).value.data);
}
int64_t Config::integer(std::string_view key) const {
  return std::get<int64_t>(at(key).value.data);
}
bool Config::flag(std::string_view key) const { return std::get<bool>(at(key).value.data); }

std::vector<std::string> Config::list(std::string_view key) const {
  std::vector<std::string> texts;
  for (const TomlValue& element : *at(key).value.array()) texts.push_back(*element.text());
  return texts;
}

std::vector<std::string> Config::names(std::string_view open_table) const {
  std::set<std::string> names;
  std::string prefix = std::string(open_table) + ".";
  for (const auto& [key, setting] : settings_) {
    if (!key.starts_with(prefix)) continue;
    names.insert(key.substr(prefix.size(), key.rfind('.') - prefix.size()));
  }
  return {names.begin(), names.end()};
}

}  // namespace pinflow::app
