// Deletion vectors: which rows of a data file a table no longer has, as other writers mark them.
// Read only. Source of the rules: delta-io/delta, PROTOCOL.md, "Deletion Vector Format".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "objects/store.h"

namespace pinflow::lake {

// As an add or remove action names one.
struct DeletionVector {
  char storage_type = 'u';  // 'u': a file named by a UUID; 'p': by a path; 'i': inline.
  std::string place;        // pathOrInlineDv
  int64_t offset = 0;       // Into the file.
  int64_t size_bytes = 0;   // Of the bitmap.
  int64_t cardinality = 0;  // Rows deleted.

  std::string unique_id() const;  // Tells the vectors of one data file apart.
  bool operator==(const DeletionVector&) const = default;
};

// The positions in the data file, from 0, ascending. `prefix` is the table's in `store`.
// Errors: kCorruption, saying what is wrong; kNotFound, kUnavailable of the store.
Result<std::vector<uint64_t>> deleted_rows(const DeletionVector& vector,
                                           const objects::Store& store, std::string_view prefix);

}  // namespace pinflow::lake
