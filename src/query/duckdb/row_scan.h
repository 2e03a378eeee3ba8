// RowScan: the table function pinflow_rows(handle), through which SQL reads a model::RowReader.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include "base/result.h"
#include "model/row_batch.h"
#include "query/duckdb/handles.h"

namespace pinflow::query {

// A reader that SQL may read, and what stopped it, since DuckDB hands on texts only.
class RowSource {
 public:
  explicit RowSource(model::RowReader& reader) : reader_(reader) {}

  const model::Schema& schema() const { return reader_.schema(); }
  Result<model::RowBatch> next();
  Status failure() const;

 private:
  model::RowReader& reader_;
  mutable std::mutex mutex_;
  Status failure_;  // Under mutex_.
};

// The sources of one database, by handle. Handles are never used twice.
// Threads: any.
class RowSources {
 public:
  int64_t add(std::shared_ptr<RowSource> source);
  void remove(int64_t handle);
  std::shared_ptr<RowSource> find(int64_t handle) const;  // Null when there is none.

 private:
  mutable std::mutex mutex_;
  int64_t next_handle_ = 1;                                // Under mutex_.
  std::map<int64_t, std::shared_ptr<RowSource>> sources_;  // Under mutex_.
};

// Makes pinflow_rows() known to the database of `connection`. Several threads of DuckDB read one
// source at once, and only the columns that the statement uses are copied. `sources` outlives
// the database.
Status register_row_scan(duckdb_connection connection, RowSources& sources);

}  // namespace pinflow::query
