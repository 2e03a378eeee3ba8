#include "source/load.h"

#include <array>
#include <memory>

#include "base/nearest_name.h"
#include "source/file_writer.h"
#include "source/sqlite/sqlite_writer.h"

namespace pinflow::source {
namespace {

constexpr size_t kBlockRows = 2'000;

Result<std::unique_ptr<TableWriter>> open_writer(LoadFormat format,
                                                 const std::filesystem::path& to) {
  switch (format) {
    case LoadFormat::kSqlite:
      return open_sqlite_writer(to);
    case LoadFormat::kCsv:
      return open_file_writer(FileFormat::kCsv, to);
    case LoadFormat::kJsonLines:
      return open_file_writer(FileFormat::kJsonLines, to);
  }
  check(false);
  return Status(Code::kInvalidArgument, "load: no such format");
}

Status load_table(RowSource& from, const std::string& table, TableWriter* writer,
                  const LoadProgress& progress) {
  TRY_ASSIGN(model::Schema schema, from.schema(table));
  TRY_ASSIGN(uint64_t row_count, from.row_count(table));
  TRY(writer->begin_table(table, schema));
  uint64_t done = 0;
  while (true) {
    TRY_ASSIGN(std::vector<Row> rows, from.read(table, RowIndex{done}, kBlockRows));
    TRY(writer->write(rows));
    done += rows.size();
    if (progress) progress(table, done, row_count);
    if (rows.size() < kBlockRows) return Status();
  }
}

}  // namespace

Result<LoadFormat> parse_load_format(std::string_view name) {
  static const std::array<std::string, 5> kNames = {"sqlite", "csv", "jsonl", "mysql",
                                                    "postgresql"};
  for (size_t index = 0; index <= static_cast<size_t>(LoadFormat::kJsonLines); ++index) {
    if (kNames[index] == name) return static_cast<LoadFormat>(index);
  }
  return Status(Code::kInvalidArgument, "load: no format '" + std::string(name) +
                                            "' (sqlite, mysql, postgresql, csv or jsonl)" +
                                            did_you_mean(name, kNames));
}

Status load(RowSource& from, LoadFormat format, const std::filesystem::path& to,
            const LoadProgress& progress) {
  TRY_ASSIGN(std::unique_ptr<TableWriter> writer, open_writer(format, to));
  return load(from, writer.get(), progress);
}

Status load(RowSource& from, TableWriter* to, const LoadProgress& progress) {
  for (const std::string& table : from.tables()) {
    Status loaded = load_table(from, table, to, progress);
    if (!loaded.ok()) return std::move(loaded).with_context("load " + table);
  }
  return to->commit().with_context("load");
}

}  // namespace pinflow::source
