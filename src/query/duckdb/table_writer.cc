#include "query/duckdb/table_writer.h"

#include <filesystem>

#include "base/clock.h"
#include "base/uuid.h"
#include "query/duckdb/file_stats.h"
#include "query/duckdb/statement.h"
#include "query/sql_text.h"

namespace pinflow::query {
namespace {

// The schema's columns by name, each cast to its type. Delta's timestamps are instants, which
// Parquet marks as such only for DuckDB's type with a zone; made from microseconds, since a cast
// that looks zones up takes ten times as long.
std::string cast_columns(const model::Schema& schema) {
  std::string columns;
  for (const model::Column& column : schema.columns) {
    std::string name = quote_name(column.name);
    std::string cast = "CAST(" + name + " AS " + std::string(sql_type(column.type)) + ")";
    if (column.type == model::Type::kTimestamp) cast = "make_timestamptz(epoch_us(" + cast + "))";
    columns += (columns.empty() ? "" : ", ") + cast + " AS " + name;
  }
  return columns;
}

std::string text_at(duckdb_vector vector, idx_t row) {
  auto* text = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector)) + row;
  return std::string(duckdb_string_t_data(text), duckdb_string_t_length(*text));
}

duckdb_list_entry list_at(duckdb_vector vector, idx_t row) {
  return static_cast<duckdb_list_entry*>(duckdb_vector_get_data(vector))[row];
}

// A MAP(VARCHAR, MAP(VARCHAR, VARCHAR)): lists of (key, value) pairs.
ColumnFacts facts_at(duckdb_vector map, idx_t row) {
  ColumnFacts facts;
  duckdb_vector columns = duckdb_list_vector_get_child(map);
  duckdb_vector names = duckdb_struct_vector_get_child(columns, 0);
  duckdb_vector inner = duckdb_struct_vector_get_child(columns, 1);
  duckdb_vector pairs = duckdb_list_vector_get_child(inner);
  duckdb_vector keys = duckdb_struct_vector_get_child(pairs, 0);
  duckdb_vector values = duckdb_struct_vector_get_child(pairs, 1);
  duckdb_list_entry outer = list_at(map, row);
  for (idx_t i = outer.offset; i < outer.offset + outer.length; ++i) {
    std::map<std::string, std::string>& of_column = facts[text_at(names, i)];
    duckdb_list_entry entry = list_at(inner, i);
    for (idx_t k = entry.offset; k < entry.offset + entry.length; ++k) {
      of_column[text_at(keys, k)] = text_at(values, k);
    }
  }
  return facts;
}

struct WrittenFile {
  int64_t row_count = 0;
  int64_t size_bytes = 0;
  std::string stats;
};

// The single row of COPY … (RETURN_STATS): file name, count, size, footer size, statistics.
WrittenFile read_report(Answer answer, const model::Schema& schema) {
  Chunk chunk = answer.next_chunk();
  check(chunk != nullptr && duckdb_data_chunk_get_size(chunk.get()) == 1);
  auto number = [&](idx_t column) {
    duckdb_vector vector = duckdb_data_chunk_get_vector(chunk.get(), column);
    return static_cast<int64_t>(*static_cast<uint64_t*>(duckdb_vector_get_data(vector)));
  };
  WrittenFile file{number(1), number(2), ""};
  ColumnFacts facts = facts_at(duckdb_data_chunk_get_vector(chunk.get(), 4), 0);
  file.stats = delta_stats(schema, file.row_count, facts);
  return file;
}

}  // namespace

StagedFile::~StagedFile() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

Result<std::vector<lake::DataFile>> StagedFile::put() {
  if (file.row_count == 0) return std::vector<lake::DataFile>();
  TRY(table_.store().put_file(table_.prefix() + file.path, path_));
  file.modified_at = system_clock().now();
  return std::vector<lake::DataFile>{file};
}

Result<std::unique_ptr<StagedFile>> stage_table_rows(duckdb_connection connection,
                                                     const std::string& select,
                                                     const model::Schema& schema,
                                                     lake::DeltaTable& table,
                                                     int64_t group_rows_max) {
  TRY_ASSIGN(std::filesystem::path staging, table.store().staging_directory());
  std::string name = "part-00000-" + uuid4() + "-c000.snappy.parquet";
  auto staged = std::make_unique<StagedFile>(table, staging / name);
  std::string options = "FORMAT parquet, COMPRESSION snappy, RETURN_STATS";
  if (group_rows_max > 0) options += ", ROW_GROUP_SIZE " + std::to_string(group_rows_max);
  Result<Answer> answer =
      run(connection, "COPY (SELECT " + cast_columns(schema) + " FROM (\n" + select + "\n)) TO " +
                          quote_text(staged->path().string()) + " (" + options + ")");
  if (!answer.ok()) return answer.status();
  WrittenFile written = read_report(std::move(*answer), schema);
  staged->file.path = std::move(name);
  staged->file.size_bytes = written.size_bytes;
  staged->file.row_count = written.row_count;
  staged->file.stats = std::move(written.stats);
  return staged;
}

}  // namespace pinflow::query
