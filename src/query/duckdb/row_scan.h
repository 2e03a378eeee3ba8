// RowScan: the table function pinflow_rows(handle), through which SQL reads a model::RowReader.
#pragma once

#include <memory>
#include <mutex>

#include "base/result.h"
#include "model/row_batch.h"
#include "query/duckdb/handles.h"
#include "query/duckdb/registry.h"

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

using RowSources = Registry<RowSource>;

// INVALID for lists, which no RowBatch holds.
duckdb_type duckdb_type_of(model::Type type);

// Makes pinflow_rows() known to the database of `connection`. Several threads of DuckDB read one
// source at once, and only the columns that the statement uses are copied. `sources` outlives
// the database.
Status register_row_scan(duckdb_connection connection, RowSources& sources);

}  // namespace pinflow::query
