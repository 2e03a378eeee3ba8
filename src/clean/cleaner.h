// clean_dataset(): new bronze rows through the dataset's clean SQL into its silver table.
#pragma once

#include <cstdint>
#include <vector>

#include "clean/site.h"

namespace pinflow::clean {

struct CleanReport {
  int64_t rows_in = 0;  // Of bronze: rows + duplicates + dead_letters.
  int64_t rows = 0;     // Into silver.
  int64_t duplicates = 0;
  int64_t dead_letters = 0;
  std::vector<model::QualityResult> failed_checks;  // Those that let the rows pass all the same.
};

// Cleans what bronze has got since the last time, or, with `full` or when bronze was rewritten,
// all of it in place of what silver holds. Of rows with one key the first by place is kept, before
// those the rows that silver has. Without new bronze rows nothing changes. The dataset's quality
// checks look at the rows before they are committed, and their results are kept.
// Errors: kInvalidArgument: clean SQL is wrong, or does not give one row for each row, or the
// table has other columns, or a quality check stops the publishing; kAlreadyExists: another clean
// of this table is at work; kUnavailable; kCorruption.
Result<CleanReport> clean_dataset(const Site& site, const model::Dataset& dataset,
                                  bool full = false);

}  // namespace pinflow::clean
