// The only source that includes toml++, which is slow to compile.
#include "app/toml_file.h"

#include <algorithm>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

namespace pinflow::app {
namespace {

std::string place_of(std::string_view file_name, const toml::source_region& source) {
  return std::string(file_name) + ":" + std::to_string(source.begin.line) + ":" +
         std::to_string(source.begin.column);
}

// Dates and times become their text: no setting needs them as such.
std::string as_text(const toml::node& node) {
  std::ostringstream text;
  node.visit([&](const auto& concrete) { text << concrete; });
  return text.str();
}

TomlValue convert(const toml::node& node, std::string_view file_name);

TomlTable convert_table(const toml::table& table, std::string_view file_name) {
  struct Member {
    toml::source_position at;
    std::string key;
    TomlValue value;
  };
  std::vector<Member> members;
  for (const auto& [key, node] : table) {
    members.push_back({key.source().begin, std::string(key.str()), convert(node, file_name)});
    members.back().value.place = place_of(file_name, key.source());
  }
  // toml++ keeps keys sorted; people want them as they wrote them.
  std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
    return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column);
  });
  TomlTable result;
  for (Member& member : members) {
    result.push_back({std::move(member.key), std::move(member.value)});
  }
  return result;
}

TomlValue convert(const toml::node& node, std::string_view file_name) {
  TomlValue value;
  value.place = place_of(file_name, node.source());
  if (const auto* table = node.as_table()) {
    value.data = convert_table(*table, file_name);
  } else if (const auto* array = node.as_array()) {
    TomlArray elements;
    for (const toml::node& element : *array) elements.push_back(convert(element, file_name));
    value.data = std::move(elements);
  } else if (const auto* flag = node.as_boolean()) {
    value.data = flag->get();
  } else if (const auto* integer = node.as_integer()) {
    value.data = integer->get();
  } else if (const auto* number = node.as_floating_point()) {
    value.data = number->get();
  } else if (const auto* text = node.as_string()) {
    value.data = text->get();
  } else {
    value.data = as_text(node);
  }
  return value;
}

}  // namespace

const std::string* TomlValue::text() const { return std::get_if<std::string>(&data); }
const TomlArray* TomlValue::array() const { return std::get_if<TomlArray>(&data); }
const TomlTable* TomlValue::table() const { return std::get_if<TomlTable>(&data); }

const TomlValue* TomlValue::find(std::string_view key) const {
  const TomlTable* members = table();
  if (members == nullptr) return nullptr;
  for (const auto& [name, value] : *members) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::string_view TomlValue::type() const {
  constexpr std::string_view kNames[] = {"boolean", "integer", "number", "string", "list", "table"};
  return kNames[data.index()];
}

Result<TomlValue> parse_toml(std::string_view text, std::string_view file_name) {
  toml::parse_result parsed = toml::parse(text, file_name);
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    return Status(Code::kInvalidArgument,
                  place_of(file_name, error.source()) + ": " + std::string(error.description()));
  }
  TomlValue root;
  root.place = std::string(file_name);
  root.data = convert_table(parsed.table(), file_name);
  return root;
}

}  // namespace pinflow::app
