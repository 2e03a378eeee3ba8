// Looking at rows and tables as a dataset's quality checks say, and keeping what was found.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/pipeline.h"
#include "model/quality.h"
#include "query/engine.h"
#include "query/quality_sql.h"

namespace pinflow::query {

// The checks of rows that publish or stop, over the relation of rows that are to be published.
// Those that make dead letters have been done by then, and come from refused_results().
// Errors: kInvalidArgument: a check's SQL is wrong, with its place.
Result<std::vector<model::QualityResult>> look_at_rows(Session& session,
                                                       const model::Dataset& dataset,
                                                       const std::string& relation);

// The checks that make dead letters: of `rows_in` rows `counts` went there, by reason.
std::vector<model::QualityResult> refused_results(const model::Dataset& dataset, int64_t rows_in,
                                                  const std::map<std::string, int64_t>& counts);

// The checks of the whole table, which `relation` is, or of them freshness only: that can change
// without a new row. Errors: as look_at_rows().
Result<std::vector<model::QualityResult>> look_at_table(Session& session,
                                                        const model::Dataset& dataset,
                                                        const std::string& relation, UnixMillis now,
                                                        bool freshness_only = false);

// kInvalidArgument, naming them, when checks failed that stop the publishing.
Status stopped_by(const std::vector<model::QualityResult>& results);

// Appends the results to the table of results, which is made when there is none. None, no commit.
// Errors: those of writing and committing.
Status record_results(Session& session, lake::DeltaTable& table,
                      const std::vector<model::QualityResult>& results, const std::string& of_table,
                      const std::string& way, UnixMillis now);

}  // namespace pinflow::query
