// Owners for the handles of DuckDB's C API, so that no path forgets to free one.
#pragma once

#include <duckdb.h>

#include <memory>
#include <type_traits>
#include <utility>

namespace pinflow::query {

template <class Handle, void (*destroy)(Handle*)>
struct Destroy {
  void operator()(std::remove_pointer_t<Handle>* handle) const { destroy(&handle); }
};
template <class Handle, void (*destroy)(Handle*)>
using Owned = std::unique_ptr<std::remove_pointer_t<Handle>, Destroy<Handle, destroy>>;

using Database = Owned<duckdb_database, duckdb_close>;
using Connection = Owned<duckdb_connection, duckdb_disconnect>;
using Config = Owned<duckdb_config, duckdb_destroy_config>;
using Prepared = Owned<duckdb_prepared_statement, duckdb_destroy_prepare>;
using Pending = Owned<duckdb_pending_result, duckdb_destroy_pending>;
using Chunk = Owned<duckdb_data_chunk, duckdb_destroy_data_chunk>;
using LogicalType = Owned<duckdb_logical_type, duckdb_destroy_logical_type>;
using Value = Owned<duckdb_value, duckdb_destroy_value>;
using TableFunction = Owned<duckdb_table_function, duckdb_destroy_table_function>;

// The rows of a statement that ran, chunk by chunk.
class Answer {
 public:
  explicit Answer(duckdb_result result) : result_(result) {}
  Answer(Answer&& other) noexcept : result_(std::exchange(other.result_, {})) {}
  Answer& operator=(Answer&& other) noexcept {
    std::swap(result_, other.result_);
    return *this;
  }
  ~Answer() { duckdb_destroy_result(&result_); }

  duckdb_result* get() { return &result_; }
  Chunk next_chunk() { return Chunk(duckdb_fetch_chunk(result_)); }  // Null at the end.

 private:
  duckdb_result result_;
};

}  // namespace pinflow::query
