// Instance: one DuckDB database in memory, with pinflow's settings.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "query/duckdb/filter_call.h"
#include "query/duckdb/handles.h"
#include "query/duckdb/row_scan.h"
#include "query/engine.h"

namespace pinflow::query {

// Threads: any.
class Instance {
 public:
  static Result<std::shared_ptr<Instance>> open(const EngineOptions& options);

  // A connection whose clock stands at UTC.
  Result<Connection> connect();
  RowSources& row_sources() { return row_sources_; }
  RowFilters& row_filters() { return row_filters_; }
  // A name that no other caller gets.
  std::string new_name() { return "session_" + std::to_string(++name_count_); }

 private:
  RowSources row_sources_;  // Outlive the database, whose functions read them.
  RowFilters row_filters_;
  Database database_;
  std::atomic<uint64_t> name_count_ = 0;
};

}  // namespace pinflow::query
