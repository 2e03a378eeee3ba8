// TomlFile: a parsed TOML text as a flat list of leaves with their places, so that every complaint
// about a setting names file, line and column.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace pinflow::app {

struct TomlValue;
using TomlArray = std::vector<TomlValue>;
struct TomlMember;
using TomlTable = std::vector<TomlMember>;  // In the order of the text.

struct TomlValue {
  std::variant<bool, int64_t, double, std::string, TomlArray, TomlTable> data;
  std::string place;  // "pinflow.toml:3:5"

  const TomlValue* find(std::string_view key) const;  // Of a table; null otherwise.
  const std::string* text() const;
  const TomlArray* array() const;
  const TomlTable* table() const;
  std::string_view type() const;  // "string", "integer", …, for messages.
};

struct TomlMember {
  std::string name;
  TomlValue value;
};

// Errors: kInvalidArgument: "pinflow.toml:3:5: what is wrong".
Result<TomlValue> parse_toml(std::string_view text, std::string_view file_name);

}  // namespace pinflow::app
