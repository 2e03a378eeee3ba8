// add_lake_routes(): the Delta tables: what there is, one table's schema, files and history, and
// some of its rows at any version.
//
//   GET /v1/tables
//   GET /v1/tables/{table}         ?version=
//   GET /v1/tables/{table}/rows    ?version=&limit=&offset=
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lake/delta_table.h"
#include "query/engine.h"
#include "serve/desk.h"

namespace pinflow::serve {

struct LakeAccess {
  std::function<Result<std::vector<std::string>>()> table_names;
  std::function<Result<lake::DeltaTable*>(const std::string& name)> table;
  std::function<Result<query::Engine*>()> engine;
};

// One object for each table: its newest version, rows, files, bytes and when it changed; or the
// error that reading it gave. Errors: those of listing.
Result<std::string> tables_json(const LakeAccess& lake);

void add_lake_routes(Desk& desk, const LakeAccess& lake);

}  // namespace pinflow::serve
