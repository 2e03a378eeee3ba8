// The SQL of one micro-batch, put together from a dataset's declaration.
#pragma once

#include <string>

#include "base/clock.h"
#include "model/pipeline.h"

namespace pinflow::stream {

// What the texts name. Before it all there is raw_<dataset>, the decoded rows.
inline constexpr const char* kCleanRows = "clean_rows";  // What clean SQL gives.
inline constexpr const char* kAdmits = "admits";         // The Judge, a filter.
inline constexpr const char* kAdmitted = "admitted";     // The rows that it lets on, written.

std::string raw_name(const model::Dataset& dataset);  // "raw_pin"

// The clean columns as the table has them, the place, the row's hashes (hash_columns()), and the
// reason why it cannot go into the table, or NULL: what the Judge looks at.
std::string cleaned_sql(const model::Dataset& dataset);
// The rows that go into the table, which arrived then: those of cleaned_sql() that kAdmits, asked
// by the columns that it looks at, lets on.
std::string admitted_sql(const model::Dataset& dataset, const model::Schema& judged,
                         UnixMillis arrived_at = {});
// The hashes of rows that have the table's columns: what a KeyIndex is built from.
std::string known_keys_sql(const model::Dataset& dataset, const std::string& relation);

}  // namespace pinflow::stream
