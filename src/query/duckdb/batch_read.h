// An answer as batches of typed columns: for programs that want many rows quickly.
#pragma once

#include <functional>
#include <string>

#include "model/row_batch.h"
#include "query/duckdb/handles.h"

namespace pinflow::query {

// "CAST("a" AS BIGINT) AS "a", …": the schema's columns by name, each as its type.
std::string typed_columns(const model::Schema& schema);

// The columns of a chunk from `first_column` on, which are the schema's. Texts point into the
// chunk.
model::RowBatch read_chunk(duckdb_data_chunk chunk, idx_t first_column,
                           const model::Schema& schema);
// Hands the answer's chunks to `take`, which stops by an error. The columns are the schema's.
// Texts point into the chunk.
Status read_batches(Answer answer, const model::Schema& schema,
                    const std::function<Status(const model::RowBatch&)>& take);

}  // namespace pinflow::query
