// parity(): holds the batch way's tables and answers against the streams' over the same records.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/parts.h"

namespace pinflow::app {

// Two relations that should hold the same rows, each as often.
struct ParityLine {
  std::string what;  // "table pin", "dead letters of pin", "answer top_country"
  int64_t batch_rows = 0;
  int64_t stream_rows = 0;
  int64_t only_in_batch = 0;
  int64_t only_in_stream = 0;

  bool is_equal() const { return only_in_batch == 0 && only_in_stream == 0; }
};

// The clean tables in their declared columns, the dead letters by their place, and the answer
// to each query. Both ways must have read all that was posted; a table that there is
// not yet has no rows.
// Errors: those of reading the tables.
Result<std::vector<ParityLine>> parity(Parts& parts, const std::string& user_id);

}  // namespace pinflow::app
