// What a segment file holds, found out when a partition is opened.
#pragma once

#include <filesystem>

#include "eventlog/local/producer_table.h"
#include "eventlog/local/segment_index.h"

namespace pinflow::eventlog {

// A segment's files are named after its first offset: 00000000000000000042.log, .index, .producers.
std::filesystem::path segment_path(const std::filesystem::path& partition, Offset base_offset);
std::filesystem::path index_path(const std::filesystem::path& partition, Offset base_offset);
std::filesystem::path producers_path(const std::filesystem::path& partition, Offset base_offset);

// A sealed segment, by its .index file; where that is missing or does not fit, by reading all of
// the segment, and the .index file is written anew. Errors: kCorruption; kUnavailable.
Result<SegmentIndex> load_sealed_segment(const std::filesystem::path& partition,
                                         Offset base_offset);

// The last segment, by reading all of it. A torn tail (damage with no whole batch behind it, which
// a crash in the middle of a write leaves) is cut off, as are the zeros of a SegmentFile; what
// remains is synced, since a process that was killed may have left it in memory only. Its batches
// are noted in `producers`.
// Errors: kCorruption (damage in front of whole batches: nothing is cut); kUnavailable.
Result<SegmentIndex> recover_last_segment(const std::filesystem::path& partition,
                                          Offset base_offset, ProducerTable* producers);

// The producers of all batches before the segment at `base_offset`: by its .producers file; none
// where there is no such file, as before a partition's first producer; by reading the segments
// `before` it where the file is damaged. Errors: kCorruption; kUnavailable.
Result<ProducerTable> load_producers(const std::filesystem::path& partition, Offset base_offset,
                                     const std::vector<Offset>& before);

}  // namespace pinflow::eventlog
