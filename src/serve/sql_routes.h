// add_sql_routes(): the pipeline's questions and any others, in SQL that changes nothing.
//
//   GET  /v1/pipeline             what the pipeline declares
//   GET  /v1/answers/{query}      ?user_id=    one of its questions, asked now
//   POST /v1/sql                  {"sql": "…", "user_id": "", "row_count_max": …, "timeout_ms": …,
//                                  "versions": {"silver.demo": 3}}
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/pipeline.h"
#include "query/engine.h"
#include "serve/desk.h"

namespace pinflow::serve {

using TableVersions = std::map<std::string, model::Version>;

struct SqlAccess {
  const model::Pipeline* pipeline = nullptr;
  std::function<Result<std::vector<std::string>>()> user_ids;
  // A session that can only read, with the tables that `sql` mentions and the user's views bound,
  // at the versions that are named. Errors: those of reading tables.
  std::function<Result<std::unique_ptr<query::Session>>(
      const std::string& user_id, const std::string& sql, const TableVersions& versions)>
      open;
  // More than these is refused nobody: what is asked for is cut down to them.
  int64_t row_count_max = 10'000;
  std::chrono::milliseconds timeout_max{30'000};
};

// Name, schedule, user ids, datasets, queries, metrics and tasks.
std::string pipeline_json(const model::Pipeline& pipeline, const std::vector<std::string>& users);

void add_sql_routes(Desk& desk, const SqlAccess& sql);

}  // namespace pinflow::serve
