#include "gateway/kafka/schema.h"

#include <array>
#include <charconv>
#include <utility>

#include "base/check.h"

namespace pinflow::gateway::kafka {
namespace {

constexpr std::array<std::pair<std::string_view, FieldType>, 8> kTypes = {{
    {"bool", FieldType::kBool},
    {"int8", FieldType::kInt8},
    {"int16", FieldType::kInt16},
    {"int32", FieldType::kInt32},
    {"int64", FieldType::kInt64},
    {"string", FieldType::kString},
    {"bytes", FieldType::kBytes},
    {"[]", FieldType::kList},
}};

std::string_view take_word(std::string_view* line) {
  const size_t begin = std::min(line->find_first_not_of(' '), line->size());
  const size_t end = std::min(line->find(' ', begin), line->size());
  const std::string_view word = line->substr(begin, end - begin);
  line->remove_prefix(end);
  return word;
}

template <class Number>
Number parse_number(std::string_view text) {
  Number number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  check(error == std::errc() && end == text.data() + text.size());
  return number;
}

void set_type(std::string_view word, Field* field) {
  field->is_nullable = word.ends_with('?');
  if (field->is_nullable) word.remove_suffix(1);
  for (const auto& [name, type] : kTypes) {
    if (name != word) continue;
    field->type = type;
    return;
  }
  check(false);
}

// "5", "5+" or "5-7".
void set_versions(std::string_view word, Field* field) {
  const size_t end = std::min(word.find_first_of("+-"), word.size());
  field->first_version = parse_number<int16_t>(word.substr(0, end));
  if (word.ends_with('+')) return;
  field->last_version =
      end == word.size() ? field->first_version : parse_number<int16_t>(word.substr(end + 1));
}

Field parse_field(std::string_view line) {
  Field field;
  field.name = take_word(&line);
  set_type(take_word(&line), &field);
  for (auto word = take_word(&line); !word.empty(); word = take_word(&line)) {
    if (word.starts_with('=')) {
      field.standard = parse_number<int64_t>(word.substr(1));
    } else {
      set_versions(word, &field);
    }
  }
  return field;
}

}  // namespace

Schema parse_schema(std::string_view table) {
  Schema schema;
  std::vector<Schema*> open = {&schema};  // The list that each depth adds to.
  while (!table.empty()) {
    const size_t end = std::min(table.find('\n'), table.size());
    const std::string_view line = table.substr(0, end);
    table.remove_prefix(std::min(end + 1, table.size()));
    const size_t indent = line.find_first_not_of(' ');
    if (indent == line.npos) continue;
    const size_t depth = indent / 2;
    check(indent % 2 == 0 && depth < open.size());
    open.resize(depth + 1);
    Field& field = open.back()->emplace_back(parse_field(line.substr(indent)));
    if (field.type == FieldType::kList) open.push_back(&field.fields);
  }
  return schema;
}

}  // namespace pinflow::gateway::kafka
