// Finds a record's batch in a segment file by the batches' headers, which cost little to look at.
#pragma once

#include "base/file.h"
#include "eventlog/local/segment_index.h"

namespace pinflow::eventlog {

// Where the batch lies that holds `begin`. Looks from `place` on, where a batch begins whose first
// record is not behind `begin`. Errors: kCorruption: what lies there is no batch, or of another
// offset; kUnavailable.
Result<SegmentIndex::Place> seek_batch(const File& file, SegmentIndex::Place place, Offset begin);

}  // namespace pinflow::eventlog
