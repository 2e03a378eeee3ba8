#include "app/toml_fields.h"

#include "base/nearest_name.h"

namespace pinflow::app {

Status complaint(const TomlValue& at, std::string_view what) {
  return Status(Code::kInvalidArgument, at.place + ": " + std::string(what));
}

Result<std::string> TomlFields::text(const std::string& key, bool required) {
  const TomlValue* value = take(key);
  if (value == nullptr && required) return complaint(table_, "'" + key + "' is missing");
  if (value == nullptr) return std::string();
  if (value->text() == nullptr) return complaint(*value, "'" + key + "' must be a string");
  return *value->text();
}

Result<int64_t> TomlFields::integer(const std::string& key, int64_t otherwise) {
  const TomlValue* value = take(key);
  if (value == nullptr) return otherwise;
  const auto* number = std::get_if<int64_t>(&value->data);
  if (number == nullptr) return complaint(*value, "'" + key + "' must be an integer");
  return *number;
}

Result<std::optional<double>> TomlFields::number(const std::string& key) {
  std::optional<double> number;
  const TomlValue* value = take(key);
  if (value == nullptr) return number;
  if (const auto* integer = std::get_if<int64_t>(&value->data)) {
    number = static_cast<double>(*integer);
  } else if (const auto* real = std::get_if<double>(&value->data)) {
    number = *real;
  } else {
    return complaint(*value, "'" + key + "' must be a number");
  }
  return number;
}

Result<std::vector<std::string>> TomlFields::list(const std::string& key) {
  std::vector<std::string> texts;
  const TomlValue* value = take(key);
  if (value == nullptr) return texts;
  if (value->array() == nullptr) return complaint(*value, "'" + key + "' must be a list");
  for (const TomlValue& element : *value->array()) {
    if (element.text() == nullptr) return complaint(element, "must be a string");
    texts.push_back(*element.text());
  }
  return texts;
}

Result<model::Schema> TomlFields::schema(const std::string& key) {
  const TomlValue* value = take(key);
  if (value == nullptr) return complaint(table_, "'" + key + "' is missing");
  if (value->array() == nullptr) return complaint(*value, "'" + key + "' must be a list");
  model::Schema schema;
  for (const TomlValue& pair : *value->array()) {
    const TomlArray* parts = pair.array();
    if (parts == nullptr || parts->size() != 2 || (*parts)[0].text() == nullptr ||
        (*parts)[1].text() == nullptr) {
      return complaint(pair, "a column is written [\"name\", \"type\"]");
    }
    Result<model::Type> type = model::parse_type(*(*parts)[1].text());
    if (!type.ok()) return complaint((*parts)[1], type.status().message());
    if (schema.index_of(*(*parts)[0].text())) {
      return complaint(pair, "column '" + *(*parts)[0].text() + "' is there twice");
    }
    schema.columns.push_back({*(*parts)[0].text(), *type});
  }
  return schema;
}

Result<std::map<std::string, std::string>> TomlFields::texts(const std::string& key) {
  std::map<std::string, std::string> result;
  const TomlValue* value = take(key);
  if (value == nullptr) return result;
  if (value->table() == nullptr) return complaint(*value, "'" + key + "' must be a table");
  for (const auto& [name, member] : *value->table()) {
    if (member.text() == nullptr) return complaint(member, "must be a string");
    result[name] = *member.text();
  }
  return result;
}

Result<std::vector<const TomlValue*>> TomlFields::tables(const std::string& key) {
  std::vector<const TomlValue*> result;
  const TomlValue* value = take(key);
  if (value == nullptr) return result;
  if (value->array() == nullptr) return complaint(*value, "write [[" + key + "]]");
  for (const TomlValue& element : *value->array()) {
    if (element.table() == nullptr) return complaint(element, "write [[" + key + "]]");
    result.push_back(&element);
  }
  return result;
}

Status TomlFields::finish() const {
  for (const auto& [key, value] : *table_.table()) {
    if (taken_.contains(key)) continue;
    std::vector<std::string> known(taken_.begin(), taken_.end());
    return complaint(value, "unknown key '" + key + "'" + did_you_mean(key, known));
  }
  return Status();
}

const TomlValue& TomlFields::at(const std::string& key) const {
  const TomlValue* value = table_.find(key);
  return value == nullptr ? table_ : *value;
}

const TomlValue* TomlFields::take(const std::string& key) {
  taken_.insert(key);
  return table_.find(key);
}

}  // namespace pinflow::app
