// TomlFields: one table of a TOML file, whose keys are taken one by one, each with its type; what
// is left over is unknown. Every error names file, line and column.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/toml_file.h"
#include "model/schema.h"

namespace pinflow::app {

// "pipeline.toml:3:5: what", as kInvalidArgument.
Status complaint(const TomlValue& at, std::string_view what);

// Errors of all: kInvalidArgument: another type, or missing where it is required.
class TomlFields {
 public:
  explicit TomlFields(const TomlValue& table) : table_(table) {}  // Which outlives it.

  Result<std::string> text(const std::string& key, bool required = true);  // "" : not given.
  Result<int64_t> integer(const std::string& key, int64_t otherwise);
  Result<std::optional<double>> number(const std::string& key);
  Result<std::vector<std::string>> list(const std::string& key);  // Of texts.
  Result<model::Schema> schema(const std::string& key);           // [["name", "type"], …]
  Result<std::map<std::string, std::string>> texts(const std::string& key);  // Of a table.
  Result<std::vector<const TomlValue*>> tables(const std::string& key);      // Of [[key]].

  void skip(const std::string& key) { taken_.insert(key); }  // It is read elsewhere.

  // The value that a key has, for an error about it; the whole table where it has none.
  const TomlValue& at(const std::string& key) const;

  // Errors: a key that none of the calls above asked for.
  Status finish() const;

 private:
  const TomlValue* take(const std::string& key);

  const TomlValue& table_;
  std::set<std::string> taken_;
};

}  // namespace pinflow::app
