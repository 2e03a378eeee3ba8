// The SQL of one micro-batch, put together from a dataset's declaration.
#pragma once

#include <string>

#include "base/clock.h"
#include "model/pipeline.h"

namespace pinflow::stream {

// The relations that the texts read, in the order in which they are made. Before them there is
// raw_<dataset>, the decoded rows.
inline constexpr const char* kCleanRows = "clean_rows";  // What clean SQL gives.
inline constexpr const char* kCleaned = "cleaned";       // Those rows, judged by cleaned_sql().
inline constexpr const char* kRefused = "refused";       // Places of rows that do not go on.

std::string raw_name(const model::Dataset& dataset);  // "raw_pin"

// The clean columns as the table has them, the place, the row's hashes (hash_columns()), and the
// reason why it cannot go into the table, or NULL.
std::string cleaned_sql(const model::Dataset& dataset);
// kCleaned without the columns of the table.
std::string verdicts_sql();
// The rows that go into the table, which arrived then: all of kCleaned, or, `some_refused`, those
// not in kRefused.
std::string admitted_sql(const model::Dataset& dataset, bool some_refused,
                         UnixMillis arrived_at = {});
// The hashes of rows that have the table's columns: what a KeyIndex is built from.
std::string known_keys_sql(const model::Dataset& dataset, const std::string& relation);

}  // namespace pinflow::stream
