#include "serve/lake_routes.h"

#include <algorithm>
#include <optional>

#include "base/nearest_name.h"
#include "json/writer.h"
#include "serve/table_json.h"

namespace pinflow::serve {
namespace {

using http::Request;
using lake::DeltaTable;
using lake::Snapshot;
using model::Version;

constexpr int64_t kRowsMax = 1000;
constexpr size_t kFilesShown = 500;
constexpr size_t kVersionsShown = 100;
constexpr std::chrono::seconds kPreviewTimeout{20};

int64_t size_of(const Snapshot& snapshot) {
  int64_t size_bytes = 0;
  for (const lake::DataFile& file : snapshot.files) size_bytes += file.size_bytes;
  return size_bytes;
}

void write_numbers(const Snapshot& snapshot, json::Writer* writer) {
  writer->member("version", model::to_int64(snapshot.version));
  writer->member("rows", snapshot.row_count());
  writer->member("files", static_cast<int64_t>(snapshot.files.size()));
  writer->member("size_bytes", size_of(snapshot));
}

void write_summary(const DeltaTable& table, const Snapshot& snapshot, json::Writer* writer) {
  write_numbers(snapshot, writer);
  Result<std::vector<lake::HistoryEntry>> newest = table.history(1);
  if (newest.ok() && !newest->empty()) {
    writer->member("changed_at_ms", to_int64(newest->front().committed_at));
  }
}

// Errors: kNotFound with the nearest name; those of reading.
Result<DeltaTable*> existing_table(const LakeAccess& lake, const Request& request) {
  const std::string name(request.parameter("table"));
  TRY_ASSIGN(std::vector<std::string> names, lake.table_names());
  if (std::ranges::count(names, name) > 0) return lake.table(name);
  return Status(Code::kNotFound, "no table '" + name + "'" + did_you_mean(name, names));
}

Result<Snapshot> wanted_snapshot(const DeltaTable& table, const Request& request) {
  TRY_ASSIGN(int64_t version, query_integer(request, "version", -1, -1, INT64_MAX));
  return table.snapshot(version < 0 ? std::nullopt : std::optional(Version{version}));
}

void write_files(const Snapshot& snapshot, json::Writer* writer) {
  writer->key("data_files").begin_array();
  for (size_t i = 0; i < std::min(snapshot.files.size(), kFilesShown); ++i) {
    const lake::DataFile& file = snapshot.files[i];
    writer->begin_object().member("path", file.path).member("size_bytes", file.size_bytes);
    writer->member("rows", file.row_count);
    writer->member("modified_at_ms", to_int64(file.modified_at)).end_object();
  }
  writer->end_array();
}

void write_history(const std::vector<lake::HistoryEntry>& history, json::Writer* writer) {
  writer->key("history").begin_array();
  for (const lake::HistoryEntry& entry : history) {
    writer->begin_object().member("version", model::to_int64(entry.version));
    writer->member("committed_at_ms", to_int64(entry.committed_at));
    writer->member("operation", entry.operation).member("engine", entry.engine);
    writer->member("rows_added", entry.rows_added).member("files_added", entry.files_added);
    writer->member("files_removed", entry.files_removed).end_object();
  }
  writer->end_array();
}

Result<std::string> table_details(const LakeAccess& lake, const Request& request) {
  TRY_ASSIGN(DeltaTable * table, existing_table(lake, request));
  TRY_ASSIGN(Snapshot snapshot, wanted_snapshot(*table, request));
  TRY_ASSIGN(std::vector<lake::HistoryEntry> history, table->history(kVersionsShown));
  json::Writer writer;
  writer.begin_object().member("name", table->name());
  write_numbers(snapshot, &writer);
  writer.key("columns").begin_array();
  for (const model::Column& column : snapshot.schema.columns) {
    writer.begin_object().member("name", column.name);
    writer.member("type", model::type_name(column.type)).end_object();
  }
  writer.end_array();
  write_files(snapshot, &writer);
  write_history(history, &writer);
  return writer.end_object().take();
}

Result<std::string> preview(const LakeAccess& lake, const Request& request) {
  TRY_ASSIGN(int64_t limit, query_integer(request, "limit", 100, 1, kRowsMax));
  TRY_ASSIGN(int64_t offset, query_integer(request, "offset", 0, 0, INT64_MAX));
  TRY_ASSIGN(DeltaTable * table, existing_table(lake, request));
  TRY_ASSIGN(Snapshot snapshot, wanted_snapshot(*table, request));
  TRY_ASSIGN(query::Engine * engine, lake.engine());
  TRY_ASSIGN(std::unique_ptr<query::Session> session, engine->open_session());
  TRY(session->bind_table("previewed", *table, snapshot));
  query::QueryLimits limits;
  limits.timeout = kPreviewTimeout;
  TRY_ASSIGN(query::Table rows,
             session->query("SELECT * FROM previewed LIMIT " + std::to_string(limit) + " OFFSET " +
                                std::to_string(offset),
                            limits));
  return table_json(rows);
}

}  // namespace

Result<std::string> tables_json(const LakeAccess& lake) {
  TRY_ASSIGN(std::vector<std::string> names, lake.table_names());
  json::Writer writer;
  writer.begin_array();
  for (const std::string& name : names) {
    writer.begin_object().member("name", name);
    Result<DeltaTable*> table = lake.table(name);
    Result<Snapshot> snapshot =
        table.ok() ? (*table)->snapshot() : Result<Snapshot>(table.status());
    if (snapshot.ok()) {
      write_summary(**table, *snapshot, &writer);
    } else {
      writer.member("error", snapshot.status().message());
    }
    writer.end_object();
  }
  return writer.end_array().take();
}

void add_lake_routes(Desk& desk, const LakeAccess& lake) {
  desk.add("GET", "/v1/tables",
           [lake](const Request&) { return json_response(tables_json(lake)); });
  desk.add("GET", "/v1/tables/{table}",
           [lake](const Request& request) { return json_response(table_details(lake, request)); });
  desk.add("GET", "/v1/tables/{table}/rows",
           [lake](const Request& request) { return json_response(preview(lake, request)); });
}

}  // namespace pinflow::serve
