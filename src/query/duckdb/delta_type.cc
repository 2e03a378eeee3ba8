#include "query/duckdb/delta_type.h"

#include <array>
#include <string_view>
#include <utility>

#include "query/sql_text.h"

namespace pinflow::query {
namespace {

std::string member_text(json::Element object, std::string_view name) {
  std::optional<json::Element> member = object[name];
  return std::string(member ? member->as_string().value_or("") : "");
}

Result<std::string> primitive_type(std::string_view delta) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kNames{{
      {"string", "VARCHAR"},
      {"long", "BIGINT"},
      {"integer", "INTEGER"},
      {"short", "SMALLINT"},
      {"byte", "TINYINT"},
      {"float", "FLOAT"},
      {"double", "DOUBLE"},
      {"boolean", "BOOLEAN"},
      {"binary", "BLOB"},
      {"date", "DATE"},
      {"timestamp", "TIMESTAMP"},
      {"timestamp_ntz", "TIMESTAMP"},
      {"void", "VARCHAR"},
  }};
  for (const auto& [name, type] : kNames) {
    if (name == delta) return std::string(type);
  }
  if (delta.starts_with("decimal(")) return std::string(delta);
  return Status(Code::kInvalidArgument, "column type '" + std::string(delta) + "' is not known");
}

Result<std::string> struct_type(json::Element type, FieldNames names) {
  std::string fields;
  Status failed;
  type["fields"].value_or(type).each_element([&](json::Element field) {
    Result<std::string> member = duckdb_type_name(field["type"], names);
    failed = member.status();
    if (!failed.ok()) return false;
    fields += (fields.empty() ? "" : ", ") + quote_name(field_name(field, names)) + " " + *member;
    return true;
  });
  if (!failed.ok()) return failed;
  return "STRUCT(" + fields + ")";
}

std::string unless_null(const std::string& stored, const std::string& otherwise) {
  return "CASE WHEN " + stored + " IS NULL THEN NULL ELSE " + otherwise + " END";
}

std::string struct_with_logical_names(const std::string& stored, json::Element type) {
  std::string members;
  bool is_same = true;
  type["fields"].value_or(type).each_element([&](json::Element field) {
    std::string logical = field_name(field, FieldNames::kLogical);
    std::string physical = field_name(field, FieldNames::kStored);
    std::string member = "struct_extract(" + stored + ", " + quote_text(physical) + ")";
    std::optional<json::Element> inner = field["type"];
    std::string renamed = inner ? with_logical_names(member, *inner) : member;
    is_same = is_same && logical == physical && renamed == member;
    members += (members.empty() ? "" : ", ") + quote_name(logical) + " := " + renamed;
    return true;
  });
  return is_same ? stored : unless_null(stored, "struct_pack(" + members + ")");
}

std::string map_with_logical_names(const std::string& stored, json::Element type) {
  std::optional<json::Element> key_type = type["keyType"], value_type = type["valueType"];
  if (!key_type || !value_type) return stored;
  std::string key = with_logical_names("entry.key", *key_type);
  std::string value = with_logical_names("entry.value", *value_type);
  if (key == "entry.key" && value == "entry.value") return stored;
  return "map_from_entries(list_transform(map_entries(" + stored +
         "), lambda entry: {'key': " + key + ", 'value': " + value + "}))";
}

}  // namespace

std::string field_name(json::Element field, FieldNames names) {
  if (names == FieldNames::kStored) {
    std::optional<json::Element> metadata = field["metadata"];
    std::string stored = metadata ? member_text(*metadata, "delta.columnMapping.physicalName") : "";
    if (!stored.empty()) return stored;
  }
  return member_text(field, "name");
}

std::optional<int64_t> field_id(json::Element field) {
  std::optional<json::Element> metadata = field["metadata"];
  std::optional<json::Element> id;
  if (metadata) id = (*metadata)["delta.columnMapping.id"];
  return id ? id->as_integer() : std::nullopt;
}

Result<std::string> duckdb_type_name(std::optional<json::Element> type, FieldNames names) {
  if (!type) return Status(Code::kInvalidArgument, "a column has no type");
  if (type->kind() == json::Kind::kString) return primitive_type(*type->as_string());
  std::string kind = member_text(*type, "type");
  if (kind == "struct") return struct_type(*type, names);
  if (kind == "array") {
    TRY_ASSIGN(std::string element, duckdb_type_name((*type)["elementType"], names));
    return element + "[]";
  }
  TRY_ASSIGN(std::string key, duckdb_type_name((*type)["keyType"], names));
  TRY_ASSIGN(std::string value, duckdb_type_name((*type)["valueType"], names));
  return "MAP(" + key + ", " + value + ")";
}

std::string with_logical_names(const std::string& stored, json::Element type) {
  std::string kind = type.kind() == json::Kind::kObject ? member_text(type, "type") : "";
  if (kind == "struct") return struct_with_logical_names(stored, type);
  if (kind == "map") return map_with_logical_names(stored, type);
  std::optional<json::Element> element_type;
  if (kind == "array") element_type = type["elementType"];
  if (!element_type) return stored;
  std::string element = with_logical_names("element", *element_type);
  if (element == "element") return stored;
  return "list_transform(" + stored + ", lambda element: " + element + ")";
}

}  // namespace pinflow::query
