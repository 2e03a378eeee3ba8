// Schema: the declared columns of a dataset or table. Never inferred from data.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pinflow::model {

// The types that pipelines may declare, with the names that pipeline.toml, SQL and Delta give.
enum class Type {
  kBoolean,      // boolean     BOOLEAN      boolean
  kInteger,      // integer     INT          integer    32 bits
  kLong,         // long        BIGINT       long       64 bits
  kDouble,       // double      DOUBLE       double
  kString,       // string      STRING       string
  kBinary,       // binary      BLOB         binary
  kTimestamp,    // timestamp   TIMESTAMP    timestamp  UTC, microseconds
  kDate,         // date        DATE         date
  kDoubleArray,  // array<double>  DOUBLE[]  array of double
};

struct Column {
  std::string name;
  Type type = Type::kString;
  bool operator==(const Column&) const = default;
};

struct Schema {
  std::vector<Column> columns;

  std::optional<size_t> index_of(std::string_view name) const;  // Case counts.
  bool operator==(const Schema&) const = default;
};

// The type's name in pipeline.toml, and back.
std::string_view type_name(Type type);
Result<Type> parse_type(std::string_view name);  // kInvalidArgument, with the nearest name.
// The type's name in the SQL that DuckDB and Spark share.
std::string_view sql_type(Type type);

}  // namespace pinflow::model
