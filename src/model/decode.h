// decode_value(): a record's value into rows of the declared schema. Batch and stream share it.
//
// Accepted, because real clients send them (reference: the exercise's clients): an object; a list
// of objects (each becomes a row); numbers and booleans as strings; numbers in string columns
// (kept as their text); other column names by alias; a JSON string that holds an object or list.
// Refused, each with its reason: not JSON, another shape, a required column that is missing, a
// value that does not fit its column's type, an unknown column where the dataset rejects those.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "json/document.h"
#include "model/pipeline.h"
#include "model/row_batch.h"

namespace pinflow::model {

// A row that could not be decoded. `index` is its place in the list, 0 for a value that is no
// list; a value that is not JSON at all counts as one row.
struct RefusedRow {
  int32_t index = 0;
  std::string reason;  // "required column 'unique_id' is missing"
  std::string value;   // The row's own bytes (compact JSON), or the record's when not JSON.
};

class Decoder {
 public:
  explicit Decoder(const Dataset& dataset);  // Keeps a reference.

  // Appends the value's good rows to the first columns of `batch` (the declared ones, in order;
  // columns beyond them are the caller's) and the index of each good row in its list to
  // `indexes`. Returns how many rows the value held, good and refused. Not for several threads.
  int32_t decode(std::string_view value, RowBatch* batch, std::vector<int32_t>* indexes,
                 std::vector<RefusedRow>* refused);

 private:
  enum class Match : uint8_t { kAbsent, kAlias, kName };  // A better one comes later.
  struct ColumnName {
    size_t index = 0;
    Match match = Match::kAbsent;
  };
  struct Found {
    Match match = Match::kAbsent;
    json::Element value;
  };

  // Both give the reason of a refusal, or "".
  std::string decode_row(json::Element row, RowBatch* batch);
  std::string find_columns(json::Element row);

  const Dataset& dataset_;
  json::Parser parser_;
  json::Parser inner_parser_;  // For a value that is a JSON text within a JSON string.
  std::unordered_map<std::string_view, ColumnName> names_;
  std::vector<Found> found_;  // The row's value for each declared column.
};

// The bytes of row `index` of a value as a RefusedRow has them: the row's own compact JSON, or the
// whole value where it is no JSON or has no such row.
std::string row_text(std::string_view value, int32_t index);

}  // namespace pinflow::model
