#include "lake/schema_string.h"

#include <array>
#include <cctype>
#include <set>
#include <utility>

#include "json/document.h"
#include "json/writer.h"

namespace pinflow::lake {
namespace {

using model::Type;

constexpr std::array<std::pair<std::string_view, Type>, 13> kPrimitives{{
    {"boolean", Type::kBoolean},
    {"integer", Type::kInteger},
    {"long", Type::kLong},
    {"double", Type::kDouble},
    {"string", Type::kString},
    {"binary", Type::kBinary},
    {"timestamp", Type::kTimestamp},
    {"date", Type::kDate},
    // Written by others only; the names above come first, so that they are the ones we write.
    {"short", Type::kInteger},
    {"byte", Type::kInteger},
    {"float", Type::kDouble},
    {"timestamp_ntz", Type::kTimestamp},
    {"void", Type::kString},
}};

Result<Type> parse_delta_type(json::Element type) {
  if (std::optional<std::string_view> name = type.as_string()) {
    for (const auto& [primitive, known] : kPrimitives) {
      if (primitive == *name) return known;
    }
    if (name->starts_with("decimal")) return Type::kDouble;
    return Status(Code::kInvalidArgument,
                  "schema: column type '" + std::string(*name) + "' is not known");
  }
  std::optional<json::Element> kind = type["type"], element = type["elementType"];
  bool is_double_array =
      kind && kind->as_string() == "array" && element && element->as_string() == "double";
  return is_double_array ? Type::kDoubleArray : Type::kString;
}

void write_type(Type type, json::Writer* out) {
  if (type == Type::kDoubleArray) {
    out->begin_object().member("type", "array").member("elementType", "double");
    out->member("containsNull", true).end_object();
    return;
  }
  for (const auto& [name, known] : kPrimitives) {
    if (known != type) continue;
    out->value(name);
    return;
  }
}

void write_fields(const model::Schema& schema, json::Writer* out) {
  for (const model::Column& column : schema.columns) {
    out->begin_object().member("name", column.name).key("type");
    write_type(column.type, out);
    out->member("nullable", true).key("metadata").begin_object().end_object().end_object();
  }
}

}  // namespace

std::string format_schema(const model::Schema& schema) {
  json::Writer out;
  out.begin_object().member("type", "struct").key("fields").begin_array();
  write_fields(schema, &out);
  out.end_array().end_object();
  return out.take();
}

Result<std::string> extend_schema(std::string_view text, const model::Schema& more) {
  TRY_ASSIGN(model::Schema all, parse_schema(text));
  all.columns.insert(all.columns.end(), more.columns.begin(), more.columns.end());
  TRY(check_column_names(all));
  json::Parser parser;
  TRY_ASSIGN(json::Element root, parser.parse(text));
  json::Writer out;
  out.begin_object().member("type", "struct").key("fields").begin_array();
  root["fields"]->each_element([&](json::Element field) {
    std::string as_it_was;
    field.write(&as_it_was);
    out.raw(as_it_was);
    return true;
  });
  write_fields(more, &out);
  out.end_array().end_object();
  return out.take();
}

Status check_column_names(const model::Schema& schema) {
  std::set<std::string> seen;
  for (const model::Column& column : schema.columns) {
    if (column.name.empty() || column.name.find_first_of(" ,;{}()\n\t=") != std::string::npos) {
      return Status(Code::kInvalidArgument,
                    "column name '" + column.name + "' is empty or has one of ' ,;{}()=' in it");
    }
    std::string folded = column.name;
    for (char& letter : folded)
      letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    if (seen.insert(folded).second) continue;
    return Status(Code::kInvalidArgument, "column name '" + column.name + "' is there twice");
  }
  return Status();
}

Result<model::Schema> parse_schema(std::string_view text) {
  json::Parser parser;
  Result<json::Element> parsed = parser.parse(text);
  std::optional<json::Element> fields;
  if (parsed.ok()) fields = (*parsed)["fields"];
  if (!fields) return Status(Code::kCorruption, "schema: not a Delta schema");
  model::Schema schema;
  Status failed;
  fields->each_element([&](json::Element field) {
    std::optional<json::Element> name = field["name"], type = field["type"];
    if (!name || !name->as_string() || !type) {
      failed = Status(Code::kCorruption, "schema: a field without name or type");
      return false;
    }
    Result<Type> known = parse_delta_type(*type);
    failed = known.status();
    if (failed.ok()) schema.columns.push_back({std::string(*name->as_string()), *known});
    return failed.ok();
  });
  if (!failed.ok()) return failed;
  return schema;
}

}  // namespace pinflow::lake
