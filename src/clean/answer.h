// answer(): the pipeline's queries over the clean tables, each answer kept as a gold table.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "clean/site.h"

namespace pinflow::clean {

struct AnswerReport {
  std::string query;
  int64_t rows = 0;
  bool changed = false;  // The gold table has a new version.
};

// Gives the datasets' clean tables of the site's user the names that query files use; a table
// that there is not yet has no rows.
Status bind_views(const Site& site, query::Session& session);

// Runs each query whose SQL or whose clean tables have changed since its answer was kept, or,
// with `full`, all of them; once all have their answers, overwrites gold.<id>_<query> and publishes
// them together (publication.h): a query that fails leaves all tables as they were.
// Errors: kInvalidArgument: a query's SQL is wrong, or gives a column of a type that no table
// has; kAlreadyExists: another answer is at work; kUnavailable; kCorruption.
Result<std::vector<AnswerReport>> answer(const Site& site, bool full = false);

// The columns of a query's answer as those of a table.
Result<model::Schema> table_schema(const std::vector<query::Table::Column>& columns);

}  // namespace pinflow::clean
