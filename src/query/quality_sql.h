// What quality checks make of a row, as SQL: clean/ and stream/ put the same text into their own,
// and so refuse the same rows.
#pragma once

#include <string>

#include "model/pipeline.h"

namespace pinflow::query {

// True for a row that fails a check of rows, else false; never NULL. A NULL passes all but
// not_null.
std::string failing_sql(const model::QualityCheck& check);

// The WHEN branches of a CASE that gives the reason why a row goes to the dead letters, NULL where
// it need not: columns that must not be NULL, then checks. "" when the dataset has neither.
std::string refusal_branches(const model::Dataset& dataset);
// The reason that a check gives: "check age_is_human failed".
std::string refusal_reason(const model::QualityCheck& check);

}  // namespace pinflow::query
