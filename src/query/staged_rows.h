// StagedRows: rows written as Parquet files that no table has yet, so that they can be looked at
// before they are given to it.
//
//   Durability:  none before put(). Files that were not put go with the object.
#pragma once

#include <vector>

#include "base/result.h"
#include "lake/delta_table.h"

namespace pinflow::query {

class StagedRows {
 public:
  virtual ~StagedRows() = default;
  virtual int64_t row_count() const = 0;
  // Moves the files, with Delta's stats, into the table's store, once. They belong to no version
  // until they are committed. No rows, no file. Errors: those of Store::put_file().
  virtual Result<std::vector<lake::DataFile>> put() = 0;
};

}  // namespace pinflow::query
