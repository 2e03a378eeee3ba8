// The SQL by which clean judges rows: which are kept, which are duplicates, which are dead letters.
//
// Rows of one key are found in two passes, since ten million wide rows do not fit in memory. The
// first hashes the key columns alone: a hash that occurs once, and not among the rows kept
// before, cannot belong to a duplicate. The second looks at the few others exactly.
#pragma once

#include <string>

#include "base/clock.h"
#include "model/pipeline.h"

namespace pinflow::clean {

// The relations that the texts read, in the order in which they are made. Before them there is
// raw_<dataset>, bronze rows.
inline constexpr const char* kCleanRows = "clean_rows";  // What clean SQL gives.
inline constexpr const char* kKept = "kept";             // Rows of the silver table.
inline constexpr const char* kHashed = "hashed";         // Clean rows and the hash of their key.
inline constexpr const char* kSuspects = "suspects";     // Hashes that need a closer look.
inline constexpr const char* kJudged = "judged";         // Rows of these hashes with a verdict.
inline constexpr const char* kLetters = "letters";       // Places of dead letters, with reasons.

std::string hashed_sql(const model::Dataset& dataset);
std::string suspects_sql(const model::Dataset& dataset);

// The first row of a key by place gets the verdict "keep", unless the key is kept already; rows
// equal to the kept one are "duplicate", others "conflict".
std::string judged_sql(const model::Dataset& dataset);

// Rows without a column that they must have, and conflicts.
std::string letters_sql(const model::Dataset& dataset);

// What goes into the silver table: the clean columns of all rows but dead letters and duplicates.
std::string new_rows_sql(const model::Dataset& dataset);

// kLetters in the columns of a dead letter table, each with its bronze row as JSON.
std::string dead_letters_sql(const model::Dataset& dataset, UnixMillis recorded_at);

// One row: how many rows came in, how many are duplicates, how many dead letters.
std::string counts_sql(const model::Dataset& dataset);

// "raw_pin": what clean SQL reads.
std::string raw_name(const model::Dataset& dataset);

}  // namespace pinflow::clean
