// parity(), engine_parity(): hold the tables and answers of two ways of working, or of two engines,
// over the same records against each other.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/parts.h"

namespace pinflow::app {

// Two relations that should hold the same rows, each as often.
struct ParityLine {
  std::string what;  // "table pin", "dead letters of pin", "answer top_country"
  int64_t first_rows = 0;
  int64_t second_rows = 0;
  int64_t only_in_first = 0;
  int64_t only_in_second = 0;

  bool is_equal() const { return only_in_first == 0 && only_in_second == 0; }
};

// The clean tables in their declared columns, the dead letters by their place, and the answer
// to each query. Both ways must have read all that was posted; a table that there is
// not yet has no rows.
// Errors: those of reading the tables.
Result<std::vector<ParityLine>> parity(Parts& parts, const std::string& user_id);

// The batch tables, their dead letters with reasons, the kept answers and the ledgers of two lakes
// that were made from the same objects, row by row. What is said of bytes that are no JSON may be
// said in other words. Errors: as parity().
Result<std::vector<ParityLine>> engine_parity(Parts& first, Parts& second,
                                              const std::string& user_id);

}  // namespace pinflow::app
