// The names of types.
#include "model/schema.h"

#include <algorithm>
#include <iterator>

#include "base/nearest_name.h"

namespace pinflow::model {
namespace {

struct TypeNames {
  Type type;
  std::string_view name;
  std::string_view sql;
};
constexpr TypeNames kTypes[] = {
    {Type::kBoolean, "boolean", "BOOLEAN"},
    {Type::kInteger, "integer", "INT"},
    {Type::kLong, "long", "BIGINT"},
    {Type::kDouble, "double", "DOUBLE"},
    {Type::kString, "string", "STRING"},
    {Type::kBinary, "binary", "BLOB"},
    {Type::kTimestamp, "timestamp", "TIMESTAMP"},
    {Type::kDate, "date", "DATE"},
    {Type::kDoubleArray, "array<double>", "DOUBLE[]"},
};

const TypeNames& names_of(Type type) {
  const TypeNames* found = std::ranges::find(kTypes, type, &TypeNames::type);
  check(found != std::end(kTypes));
  return *found;
}

}  // namespace

std::optional<size_t> Schema::index_of(std::string_view name) const {
  auto found = std::ranges::find(columns, name, &Column::name);
  if (found == columns.end()) return std::nullopt;
  return static_cast<size_t>(found - columns.begin());
}

std::string_view type_name(Type type) { return names_of(type).name; }

std::string_view sql_type(Type type) { return names_of(type).sql; }

Result<Type> parse_type(std::string_view name) {
  const TypeNames* found = std::ranges::find(kTypes, name, &TypeNames::name);
  if (found != std::end(kTypes)) return found->type;
  std::vector<std::string> known;
  for (const TypeNames& type : kTypes) known.emplace_back(type.name);
  return Status(Code::kInvalidArgument,
                "unknown type '" + std::string(name) + "'" + did_you_mean(name, known));
}

}  // namespace pinflow::model
