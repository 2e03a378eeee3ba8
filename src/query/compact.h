// compact(): puts small files of a Delta table together, which changes no row.
#pragma once

#include <cstdint>

#include "lake/maintenance.h"
#include "query/engine.h"

namespace pinflow::query {

struct CompactReport {
  int64_t files_before = 0;  // That were put together,
  int64_t files_after = 0;   // into so many.
  bool operator==(const CompactReport&) const = default;
};

// One commit for each group of plan_compaction(). Writers that only add rows are not in the way.
// Errors: kInvalidArgument: a table with partitions, or columns of types that we would change;
// kAlreadyExists: another writer removed one of the files meanwhile; those of writing.
Result<CompactReport> compact(Engine& engine, lake::DeltaTable& table,
                              const lake::CompactionOptions& options = {});

}  // namespace pinflow::query
