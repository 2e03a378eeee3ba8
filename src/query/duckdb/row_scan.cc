#include "query/duckdb/row_scan.h"

#include <cstring>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace pinflow::query {
namespace {

using model::ColumnValues;
using model::Type;

template <class To, class From>
void copy_numbers(const std::vector<From>& values, duckdb_vector into) {
  To* data = static_cast<To*>(duckdb_vector_get_data(into));
  for (size_t row = 0; row < values.size(); ++row) data[row] = static_cast<To>(values[row]);
}

bool is_ascii(std::string_view text) {
  constexpr uint64_t kHighBits = 0x8080808080808080u;
  uint64_t seen = 0;
  while (text.size() >= sizeof(uint64_t)) {
    uint64_t bytes = 0;
    std::memcpy(&bytes, text.data(), sizeof bytes);
    seen |= bytes;
    text.remove_prefix(sizeof bytes);
  }
  for (char byte : text) seen |= static_cast<unsigned char>(byte);
  return (seen & kHighBits) == 0;
}

// Longer texts are not copied: DuckDB reads a chunk's texts until it asks for the next chunk, and
// keeps those that it needs longer in buffers of its own.
void refer_to(std::string_view text, duckdb_string_t* into) {
  auto& inlined = into->value.inlined;
  auto& pointer = into->value.pointer;
  inlined.length = static_cast<uint32_t>(text.size());
  if (text.size() <= sizeof inlined.inlined) {
    std::memset(inlined.inlined, 0, sizeof inlined.inlined);
    std::memcpy(inlined.inlined, text.data(), text.size());
  } else {
    std::memcpy(pointer.prefix, text.data(), sizeof pointer.prefix);
    pointer.ptr = const_cast<char*>(text.data());  // Only read.
  }
}

void copy_texts(const ColumnValues& column, duckdb_vector into) {
  auto* data = static_cast<duckdb_string_t*>(duckdb_vector_get_data(into));
  for (size_t row = 0; row < column.texts.size(); ++row) {
    if (column.valid[row] == 0) continue;
    std::string_view text = column.texts[row];
    if (is_ascii(text) && text.size() <= UINT32_MAX) {
      refer_to(text, data + row);
    } else {
      duckdb_vector_assign_string_element_len(into, row, text.data(), text.size());  // Checks it.
    }
  }
}

void copy_validity(const ColumnValues& column, duckdb_vector into) {
  uint64_t* validity = nullptr;
  for (size_t row = 0; row < column.valid.size(); ++row) {
    if (column.valid[row] != 0) continue;
    if (validity == nullptr) {
      duckdb_vector_ensure_validity_writable(into);
      validity = duckdb_vector_get_validity(into);
    }
    duckdb_validity_set_row_invalid(validity, row);
  }
}

void copy_column(const ColumnValues& column, duckdb_vector into) {
  switch (column.type) {
    case Type::kBoolean:
      copy_numbers<bool>(column.integers, into);
      break;
    case Type::kInteger:
    case Type::kDate:
      copy_numbers<int32_t>(column.integers, into);
      break;
    case Type::kLong:
    case Type::kTimestamp:
      copy_numbers<int64_t>(column.integers, into);
      break;
    case Type::kDouble:
      copy_numbers<double>(column.doubles, into);
      break;
    case Type::kString:
    case Type::kBinary:
      copy_texts(column, into);
      break;
    case Type::kDoubleArray:
      check(false);
      break;
  }
  copy_validity(column, into);
}

// The state that DuckDB keeps for us, freed through a plain function pointer.
using BoundSource = std::shared_ptr<RowSource>;
using Projection = std::vector<idx_t>;
template <class State>
void destroy_state(void* state) {
  delete static_cast<State*>(state);
}

void bind(duckdb_bind_info info) {
  auto* sources = static_cast<RowSources*>(duckdb_bind_get_extra_info(info));
  Value handle(duckdb_bind_get_parameter(info, 0));
  BoundSource source = sources->find(duckdb_get_int64(handle.get()));
  if (source == nullptr) {
    duckdb_bind_set_error(info, "these rows are no longer bound");
    return;
  }
  for (const model::Column& column : source->schema().columns) {
    LogicalType type(duckdb_create_logical_type(duckdb_type_of(column.type)));
    duckdb_bind_add_result_column(info, column.name.c_str(), type.get());
  }
  duckdb_bind_set_bind_data(info, new BoundSource(std::move(source)), destroy_state<BoundSource>);
}

void init(duckdb_init_info info) {
  auto* projection = new Projection;
  for (idx_t i = 0; i < duckdb_init_get_column_count(info); ++i) {
    projection->push_back(duckdb_init_get_column_index(info, i));
  }
  duckdb_init_set_init_data(info, projection, destroy_state<Projection>);
  duckdb_init_set_max_threads(info, std::max(1u, std::thread::hardware_concurrency()));
}

// What a thread has read last.
using Held = std::optional<model::RowBatch>;

void init_thread(duckdb_init_info info) {
  duckdb_init_set_init_data(info, new Held, destroy_state<Held>);
}

void scan(duckdb_function_info info, duckdb_data_chunk output) {
  auto& source = *static_cast<BoundSource*>(duckdb_function_get_bind_data(info));
  auto& projection = *static_cast<Projection*>(duckdb_function_get_init_data(info));
  auto& batch = *static_cast<Held*>(duckdb_function_get_local_init_data(info));
  batch.reset();
  Result<model::RowBatch> next = source->next();
  if (!next.ok()) {
    duckdb_function_set_error(info, next.status().message().c_str());
    return;
  }
  batch.emplace(std::move(*next));
  check(batch->row_count() <= duckdb_vector_size());
  for (size_t i = 0; i < projection.size(); ++i) {
    if (projection[i] >= batch->columns.size()) continue;  // A row id, for count(*).
    copy_column(batch->columns[projection[i]], duckdb_data_chunk_get_vector(output, i));
  }
  duckdb_data_chunk_set_size(output, batch->row_count());
}

}  // namespace

Result<model::RowBatch> RowSource::next() {
  Result<model::RowBatch> batch = reader_.next();
  if (!batch.ok()) {
    std::lock_guard lock(mutex_);
    if (failure_.ok()) failure_ = batch.status();
  }
  return batch;
}

Status RowSource::failure() const {
  std::lock_guard lock(mutex_);
  return failure_;
}

duckdb_type duckdb_type_of(Type type) {
  switch (type) {
    case Type::kBoolean:
      return DUCKDB_TYPE_BOOLEAN;
    case Type::kInteger:
      return DUCKDB_TYPE_INTEGER;
    case Type::kLong:
      return DUCKDB_TYPE_BIGINT;
    case Type::kDouble:
      return DUCKDB_TYPE_DOUBLE;
    case Type::kString:
      return DUCKDB_TYPE_VARCHAR;
    case Type::kBinary:
      return DUCKDB_TYPE_BLOB;
    case Type::kTimestamp:
      return DUCKDB_TYPE_TIMESTAMP;
    case Type::kDate:
      return DUCKDB_TYPE_DATE;
    case Type::kDoubleArray:
      break;  // No RowBatch holds lists.
  }
  return DUCKDB_TYPE_INVALID;
}

Status register_row_scan(duckdb_connection connection, RowSources& sources) {
  TableFunction function(duckdb_create_table_function());
  LogicalType handle(duckdb_create_logical_type(DUCKDB_TYPE_BIGINT));
  duckdb_table_function_set_name(function.get(), "pinflow_rows");
  duckdb_table_function_add_parameter(function.get(), handle.get());
  duckdb_table_function_set_extra_info(function.get(), &sources, nullptr);
  duckdb_table_function_set_bind(function.get(), bind);
  duckdb_table_function_set_init(function.get(), init);
  duckdb_table_function_set_local_init(function.get(), init_thread);
  duckdb_table_function_set_function(function.get(), scan);
  duckdb_table_function_supports_projection_pushdown(function.get(), true);
  if (duckdb_register_table_function(connection, function.get()) == DuckDBSuccess) return Status();
  return Status(Code::kUnavailable, "sql: pinflow_rows could not be registered");
}

}  // namespace pinflow::query
