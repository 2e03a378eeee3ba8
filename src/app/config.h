// Config: the settings in force, and where each came from. Defaults live in config/default.toml
// only, which also says what keys there are and what type each has.
//
//   Order:     default.toml, then pinflow.toml, then PINFLOW__SECTION__KEY, then the command line.
//   Threads:   read only once loaded.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/toml_file.h"
#include "base/result.h"

namespace pinflow::app {

struct Setting {
  TomlValue value;     // A boolean, integer, number, string or list.
  std::string origin;  // "default", "pinflow.toml:3:5", "PINFLOW__HTTP__LISTEN", "--listen"
};

struct ConfigSources {
  std::string file_name;                           // For messages.
  std::string file_text;                           // "" when there is no file.
  std::map<std::string, std::string> environment;  // All variables; others are passed over.
};

class Config {
 public:
  // Errors: kInvalidArgument with file, line and column: not TOML, an unknown key (with the
  // nearest one), a value of another type than the default's.
  static Result<Config> load(const ConfigSources& sources);

  // Sets one key as if it came from `origin`; text is read as the key's type wants it.
  Status set(const std::string& key, std::string_view text, std::string_view origin);

  // The key must be one of default.toml: these stop the program otherwise.
  const std::string& text(std::string_view key) const;
  int64_t integer(std::string_view key) const;
  bool flag(std::string_view key) const;
  std::vector<std::string> list(std::string_view key) const;

  // Names of the tables under an open one: names("gateway.key") of [gateway.key.alice] is alice.
  std::vector<std::string> names(std::string_view open_table) const;

  // The keys below a table that takes any, without its name, as texts: texts("eventlog.kafka.
  // properties") of `linger.ms = 5` is {"linger.ms": "5"}.
  std::map<std::string, std::string> texts(std::string_view any_table) const;

  const std::map<std::string, Setting>& settings() const { return settings_; }  // By dotted key.

 private:
  Status apply(const TomlValue& table, const std::string& prefix);
  Status accept(const std::string& key, const TomlValue& value, std::string_view origin);
  const Setting& at(std::string_view key) const;
  Status accept_any(const std::string& key, const TomlValue& value, std::string_view origin);
  bool takes_any(std::string_view key) const;

  std::map<std::string, Setting> settings_;
  std::vector<std::string> any_tables_;       // "eventlog.kafka.properties.": ANY key below it.
  std::map<std::string, Setting> templates_;  // Keys below NAME tables: "gateway.key.NAME.sha256".
};

}  // namespace pinflow::app
