// Vectors of DuckDB to columns of a RowBatch, as row_scan.cc does the other way.
#include "query/duckdb/batch_read.h"

#include "query/duckdb/statement.h"
#include "query/sql_text.h"

namespace pinflow::query {
namespace {

using model::ColumnValues;
using model::Type;

template <class From>
void push_integers(const void* data, idx_t count, ColumnValues* into) {
  const auto* values = static_cast<const From*>(data);
  into->integers.assign(values, values + count);
}

void push_texts(void* data, idx_t count, ColumnValues* into) {
  auto* texts = static_cast<duckdb_string_t*>(data);
  for (idx_t row = 0; row < count; ++row) {
    if (into->valid[row] == 0) {
      into->texts.emplace_back();  // What is there for a NULL is no text.
    } else {
      into->texts.emplace_back(duckdb_string_t_data(texts + row),
                               duckdb_string_t_length(texts[row]));
    }
  }
}

void push_values(void* data, idx_t count, ColumnValues* into) {
  switch (into->type) {
    case Type::kBoolean:
      // As bytes: what is there for a NULL may be neither true nor false.
      return push_integers<uint8_t>(data, count, into);
    case Type::kInteger:
    case Type::kDate:
      return push_integers<int32_t>(data, count, into);
    case Type::kLong:
    case Type::kTimestamp:
      return push_integers<int64_t>(data, count, into);
    case Type::kDouble:
      into->doubles.assign(static_cast<double*>(data), static_cast<double*>(data) + count);
      return;
    case Type::kString:
    case Type::kBinary:
      return push_texts(data, count, into);
    case Type::kDoubleArray:
      check(false);  // No RowBatch holds lists.
  }
}

void push_column(duckdb_vector vector, idx_t count, ColumnValues* into) {
  into->valid.assign(count, 1);
  if (uint64_t* validity = duckdb_vector_get_validity(vector)) {
    for (idx_t row = 0; row < count; ++row) {
      if (!duckdb_validity_row_is_valid(validity, row)) into->valid[row] = 0;
    }
  }
  push_values(duckdb_vector_get_data(vector), count, into);
}

}  // namespace

std::string typed_columns(const model::Schema& schema) {
  std::string columns;
  for (const model::Column& column : schema.columns) {
    std::string name = quote_name(column.name);
    columns += (columns.empty() ? "" : ", ") + std::string("CAST(") + name + " AS " +
               std::string(sql_type(column.type)) + ") AS " + name;
  }
  return columns;
}

model::RowBatch read_chunk(duckdb_data_chunk chunk, idx_t first_column,
                           const model::Schema& schema) {
  model::RowBatch batch(schema);
  for (idx_t column = 0; column < batch.columns.size(); ++column) {
    push_column(duckdb_data_chunk_get_vector(chunk, first_column + column),
                duckdb_data_chunk_get_size(chunk), &batch.columns[column]);
  }
  return batch;
}

Status read_batches(Answer answer, const model::Schema& schema,
                    const std::function<Status(const model::RowBatch&)>& take) {
  while (Chunk chunk = answer.next_chunk()) {
    TRY(take(read_chunk(chunk.get(), 0, schema)));
  }
  const char* error = duckdb_result_error(answer.get());
  return error == nullptr ? Status() : sql_error(error);
}

}  // namespace pinflow::query
