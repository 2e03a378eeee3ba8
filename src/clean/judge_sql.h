// The SQL by which clean judges rows: which are kept, which are duplicates, which are dead letters.
//
// Ten million wide rows do not fit in memory, so that hashes are looked at first. A row whose
// key's hash occurs once is kept. Rows that share it and their content's hash too, nearly all of
// the others, are duplicates of one another. Only those that share the key's hash but not the
// content's are compared and ordered as they are.
#pragma once

#include <string>

#include "base/clock.h"
#include "model/pipeline.h"

namespace pinflow::clean {

// The relations that the texts read, in the order in which they are made. Before them there is
// raw_<dataset>, bronze rows.
inline constexpr const char* kCleanRows = "clean_rows";  // What clean SQL gives.
inline constexpr const char* kKept = "kept";             // Rows of the silver table.
// Clean rows with their key's hash: NULL for rows that lack a column which must be there or fail a
// quality check that makes dead letters.
inline constexpr const char* kHashed = "hashed";
inline constexpr const char* kSuspects = "suspects";    // Hashes of more than one row, and NULL.
inline constexpr const char* kVariants = "variants";    // Their content hashes, with counts.
inline constexpr const char* kContested = "contested";  // Hashes of more than one variant.
inline constexpr const char* kJudged = "judged";        // Rows of those, each with a verdict.
inline constexpr const char* kLetters = "letters";      // Places of dead letters, with reasons.

std::string hashed_sql(const model::Dataset& dataset);
std::string suspects_sql(const model::Dataset& dataset);
std::string variants_sql(const model::Dataset& dataset);
std::string contested_sql();

// The first row of a key by place gets the verdict "keep", unless the key is kept already; rows
// equal to the kept one are "duplicate", others "conflict".
std::string judged_sql(const model::Dataset& dataset);

// Rows without a column that they must have, those that a quality check refuses, and conflicts.
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
