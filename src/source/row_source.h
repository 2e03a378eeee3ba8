// RowSource: the relational tables that posts come from.
//
//   Data's way:  a database or the generator  ->  RowSource  ->  post/ sends the rows on.
//   Durability:  read only; load.h fills the stores that can be filled.
//   Threads:     one at a time.
//   Stand-ins:   generator/generator.h, sqlite/sqlite_source.h, mysql/mysql_source.h,
//                postgresql/postgresql_source.h. Each keeps the promises of
//                row_source_promises.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "model/schema.h"

namespace pinflow::source {

// Place of a row in its table's physical order, from 0: `LIMIT index, 1` of the exercise.
enum class RowIndex : uint64_t {};

// Timestamps are text of 19 characters, as the exercise's clients send them.
using Value = std::variant<std::monostate, int64_t, double, std::string>;
using Row = std::vector<Value>;  // In the order of the columns.

class ChangeReader;

class RowSource {
 public:
  virtual ~RowSource() = default;

  virtual std::vector<std::string> tables() const = 0;
  virtual Result<model::Schema> schema(std::string_view table) const = 0;  // kNotFound.
  virtual Result<uint64_t> row_count(std::string_view table) = 0;          // kNotFound.
  // Rows [first, first + count), fewer at the end. Errors: kNotFound; kUnavailable.
  virtual Result<std::vector<Row>> read(std::string_view table, RowIndex first, size_t count) = 0;

  // Reads what came or changed since a place; null where tables never change. Its own.
  virtual ChangeReader* changes() { return nullptr; }
};

// A row as the JSON object that the exercise's clients post, compact.
std::string to_json(const model::Schema& schema, const Row& row);

}  // namespace pinflow::source
