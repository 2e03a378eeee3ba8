// The Session of duckdb_engine.h.
#pragma once

#include <memory>

#include "base/result.h"
#include "query/duckdb/instance.h"
#include "query/engine.h"

namespace pinflow::query {

// A session on `instance`. One that is not trusted must have the instance for itself, since
// DuckDB shuts files away for a whole database. It does so when the first SQL of the user comes,
// and takes no more data files from then on.
Result<std::unique_ptr<Session>> open_duckdb_session(std::shared_ptr<Instance> instance,
                                                     bool trusted);

}  // namespace pinflow::query
