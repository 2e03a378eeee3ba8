// JsonToParquet: JSON objects as the rows of a Parquet file, with the schema that they show.
//
//   Durability:  none: files are made in a folder for temporary ones, and removed.
//   Threads:     any; the work of one call is done by one thread, which keeps the rows' order.
//   Stand-ins:   duckdb/json_rows.h.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace pinflow::query {

class JsonToParquet {
 public:
  virtual ~JsonToParquet() = default;

  // The bytes of a file of JSON objects, one a line: a column for each field, in order of its
  // first appearance, of the type that fits all lines. Strings stay text (no dates are guessed),
  // whole numbers are 64 bits wide (DECIMAL(20,0) where one needs more), fields of several types
  // JSON text. `codec` is "uncompressed", "snappy", "gzip", "zstd" or "brotli". The same lines give
  // the same bytes. Errors: kInvalidArgument: a line is no object with a field, or names differ by
  // case only; kExhausted; kUnavailable.
  virtual Result<std::string> encode(std::string_view lines, std::string_view codec) = 0;
};

}  // namespace pinflow::query
