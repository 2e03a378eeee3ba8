#include "query/duckdb/filter_call.h"

#include <algorithm>
#include <vector>

#include "query/duckdb/batch_read.h"
#include "query/duckdb/row_scan.h"
#include "query/sql_text.h"

namespace pinflow::query {
namespace {

using ScalarFunction = Owned<duckdb_scalar_function, duckdb_destroy_scalar_function>;

// The handle stands before the filter's columns.
bool has_columns(duckdb_data_chunk input, const model::Schema& schema) {
  if (duckdb_data_chunk_get_column_count(input) != schema.columns.size() + 1) return false;
  for (idx_t i = 0; i < schema.columns.size(); ++i) {
    duckdb_vector vector = duckdb_data_chunk_get_vector(input, i + 1);
    LogicalType type(duckdb_vector_get_column_type(vector));
    if (duckdb_get_type_id(type.get()) != duckdb_type_of(schema.columns[i].type)) return false;
  }
  return true;
}

void keeps(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  auto* filters = static_cast<RowFilters*>(duckdb_scalar_function_get_extra_info(info));
  idx_t count = duckdb_data_chunk_get_size(input);
  if (count == 0) return;
  duckdb_vector handles = duckdb_data_chunk_get_vector(input, 0);
  uint64_t* validity = duckdb_vector_get_validity(handles);
  bool is_null = validity != nullptr && !duckdb_validity_row_is_valid(validity, 0);
  int64_t handle = is_null ? 0 : *static_cast<int64_t*>(duckdb_vector_get_data(handles));
  auto filter = filters->find(handle);
  if (filter == nullptr || !has_columns(input, filter->schema())) {
    duckdb_scalar_function_set_error(info,
                                     "this filter is no longer bound, or is of other columns");
    return;
  }
  std::vector<uint8_t> kept(count, 0);
  filter->keep(read_chunk(input, 1, filter->schema()), &kept);
  std::ranges::transform(kept, static_cast<bool*>(duckdb_vector_get_data(output)),
                         [](uint8_t keep) { return keep != 0; });
}

}  // namespace

Status register_filter_call(duckdb_connection connection, RowFilters& filters) {
  ScalarFunction function(duckdb_create_scalar_function());
  LogicalType handle(duckdb_create_logical_type(DUCKDB_TYPE_BIGINT));
  LogicalType any(duckdb_create_logical_type(DUCKDB_TYPE_ANY));
  LogicalType boolean(duckdb_create_logical_type(DUCKDB_TYPE_BOOLEAN));
  duckdb_scalar_function_set_name(function.get(), "pinflow_keeps");
  duckdb_scalar_function_add_parameter(function.get(), handle.get());
  duckdb_scalar_function_set_varargs(function.get(), any.get());
  duckdb_scalar_function_set_return_type(function.get(), boolean.get());
  duckdb_scalar_function_set_special_handling(function.get());  // It looks at NULLs too.
  duckdb_scalar_function_set_volatile(function.get());
  duckdb_scalar_function_set_extra_info(function.get(), &filters, nullptr);
  duckdb_scalar_function_set_function(function.get(), keeps);
  if (duckdb_register_scalar_function(connection, function.get()) == DuckDBSuccess) return Status();
  return Status(Code::kUnavailable, "sql: pinflow_keeps could not be registered");
}

std::string filter_macro(int64_t handle, const model::Schema& schema) {
  std::string parameters, arguments = "CAST(" + std::to_string(handle) + " AS BIGINT)";
  for (const model::Column& column : schema.columns) {
    std::string name = quote_name(column.name);
    parameters += (parameters.empty() ? "" : ", ") + name;
    arguments += ", CAST(" + name + " AS " + std::string(sql_type(column.type)) + ")";
  }
  return "(" + parameters + ") AS pinflow_keeps(" + arguments + ")";
}

}  // namespace pinflow::query
