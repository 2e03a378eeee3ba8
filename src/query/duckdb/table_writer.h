// stage_table_rows(): the rows of a SELECT as Parquet files that a table's store can take.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "lake/delta_table.h"
#include "model/schema.h"
#include "query/duckdb/handles.h"
#include "query/staged_rows.h"

namespace pinflow::query {

class StagedFile final : public StagedRows {
 public:
  // `path` is a file of the staging folder of the table's store. The table outlives this.
  StagedFile(lake::DeltaTable& table, std::filesystem::path path)
      : table_(table), path_(std::move(path)) {}
  ~StagedFile() override;

  const std::filesystem::path& path() const { return path_; }
  int64_t row_count() const override { return file.row_count; }
  Result<std::vector<lake::DataFile>> put() override;

  lake::DataFile file;  // As it will be in the table.

 private:
  lake::DeltaTable& table_;
  const std::filesystem::path path_;
};

// `select` is one statement without a semicolon. Groups of rows are written side by side by several
// threads where one has more than `group_rows_max`, 0 for the engine's own.
// Engine's stage_files() says the rest.
Result<std::unique_ptr<StagedFile>> stage_table_rows(duckdb_connection connection,
                                                     const std::string& select,
                                                     const model::Schema& schema,
                                                     lake::DeltaTable& table,
                                                     int64_t group_rows_max = 0);

}  // namespace pinflow::query
