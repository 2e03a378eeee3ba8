// Which whole batches of a piece of a segment answer a client's fetch. A pure function.
#pragma once

#include <cstdint>
#include <string>

#include "eventlog/local/record_batch.h"

namespace pinflow::eventlog {

struct BatchCut {
  uint64_t position = 0;      // Of the batch that holds the first record wanted.
  uint64_t size_bytes = 0;    // Of it and of those behind it; 0 when it is not all there.
  uint64_t wanted_bytes = 0;  // How large the piece must be at least to hold it, if that is known.
};

// `bytes` begin with the batch at `first`. Takes batches from the one that holds `begin` on, as
// many as are whole and fit into `bytes_max`, and at least one; what only the log is to know of
// them is cleared. Errors: kCorruption: what lies there is no batch, or of another offset.
Result<BatchCut> cut_batches(std::string& bytes, Offset first, Offset begin, uint64_t bytes_max);

}  // namespace pinflow::eventlog
