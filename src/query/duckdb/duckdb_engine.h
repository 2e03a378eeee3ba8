// The embedded Engine: DuckDB through its C API.
#pragma once

#include <memory>

#include "query/engine.h"

namespace pinflow::query {

Result<std::unique_ptr<Engine>> open_duckdb_engine(const EngineOptions& options = {});

}  // namespace pinflow::query
