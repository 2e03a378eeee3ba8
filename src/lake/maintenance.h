// What keeps a table small: the choice of files to compact, the vacuum of files that no version
// needs, the clean-up of the log. query/compact.h does the compacting.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "lake/delta_table.h"

namespace pinflow::lake {

struct CompactionOptions {
  int64_t file_bytes_target = 128 << 20;
  // Files are put together with others of about their size once there are so many, so that each
  // row is written again few times. 2 with any size: everything that can be.
  size_t files_least = 16;
  bool any_size = false;
};

// Groups of files that are to become one file each.
std::vector<std::vector<DataFile>> plan_compaction(const Snapshot& snapshot,
                                                   const CompactionOptions& options);

struct VacuumReport {
  int64_t files = 0;
  int64_t bytes = 0;
};

// Deletes data files that are in no version younger than `kept` (the table's own property where
// nothing is said), and, `dry_run`, only counts them. A file that no commit names is kept as long:
// somebody may be about to commit it. Errors: those of reading the log.
Result<VacuumReport> vacuum(DeltaTable& table, ParquetCodec& codec, const Clock& clock,
                            std::optional<std::chrono::milliseconds> kept = std::nullopt,
                            bool dry_run = false);

// Deletes commits and checkpoints that only versions older than the table's log retention need.
// The newest checkpoint before them stays, and with it the newest of each transaction id; and so do
// the newest commit whose note holds a state (commit_note.h) and those after it.
// Returns how many files went.
Result<int64_t> clean_log(DeltaTable& table, ParquetCodec& codec, const Clock& clock);

// Makes the table what it was at `version`, as a new version. Errors: kOutOfRange; kNotFound: a
// file of that version is gone; kAlreadyExists: another writer was first.
Result<Version> restore(DeltaTable& table, Version version);

}  // namespace pinflow::lake
