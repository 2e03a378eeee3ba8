// What people see of live metrics: /v1/metrics and /v1/metrics/<name> as tables.
#pragma once

#include <string_view>

#include "base/result.h"
#include "query/engine.h"

namespace pinflow::app {

// Columns metric, title, user_ids. Errors: kInvalidArgument: it is no such answer.
Result<query::Table> metric_list(std::string_view json);
// The metric's own columns and rows. Errors: kInvalidArgument: it is no such answer.
Result<query::Table> metric_rows(std::string_view json);

}  // namespace pinflow::app
