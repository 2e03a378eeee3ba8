#include "app/trace.h"

#include <algorithm>

#include "app/server_address.h"
#include "app/trace_rows.h"
#include "app/trace_stream.h"
#include "clean/object_content.h"
#include "clean/object_name.h"
#include "http/target.h"
#include "json/document.h"
#include "model/text_value.h"
#include "query/sql_text.h"
#include "serve/routes.h"

namespace pinflow::app {
namespace {

using model::Version;

// Where tables keep a record's place.
struct PlaceColumns {
  const char* kind;
  const char* topic;
  const char* partition;
  const char* offset;
};

constexpr PlaceColumns kPlaceColumns[] = {
    {"table", "_topic", "_partition", "_offset"},
    {"dead letters", "topic", "partition", "offset"},
};

std::string byte_range(uint64_t position, uint64_t size_bytes) {
  return "bytes " + std::to_string(position) + " to " + std::to_string(position + size_bytes);
}

Status trace_log(Parts& parts, const RecordAddress& record, query::Table* places) {
  Result<eventlog::EventLog*> log = parts.eventlog();
  std::string target = "/v1/places/" + http::percent_encode(record.from.topic) + "/" +
                       std::to_string(to_int32(record.from.partition)) + "/" +
                       std::to_string(to_int64(record.offset));
  bool is_elsewhere = log.status().code() == Code::kAlreadyExists;
  if (!log.ok() && !is_elsewhere) return log.status();
  TRY_ASSIGN(std::string text, is_elsewhere ? get_from_server(parts.data(), target)
                                            : serve::place_json(**log, record.from, record.offset));
  json::Parser parser;
  TRY_ASSIGN(json::Element place, parser.parse(text));
  auto file = place["file"];
  auto position = place["position"];
  auto size_bytes = place["size_bytes"];
  if (!file || !position || !size_bytes) return Status(Code::kCorruption, target + ": " + text);
  places->rows.push_back(
      {std::string("log"), std::string(file->as_string().value_or("")),
       "record batch, " + byte_range(static_cast<uint64_t>(position->as_integer().value_or(0)),
                                     static_cast<uint64_t>(size_bytes->as_integer().value_or(0)))});
  return Status();
}

// The object whose name says that the record is in it, if it is long enough.
Status trace_object(Parts& parts, const RecordAddress& record, query::Table* places) {
  auto owner = model::topic_owner(parts.pipeline(), record.from.topic);
  if (!owner.ok()) return Status();
  const std::string bucket_name = model::bucket_name(owner->user_id);
  TRY_ASSIGN(objects::Store * bucket, parts.bucket(bucket_name));
  TRY_ASSIGN(auto listed, bucket->list("topics/" + record.from.topic + "/"));
  std::string key;
  model::Offset first{-1};
  for (const objects::ObjectInfo& object : listed) {
    auto name = clean::parse_object_name(object.key);
    bool is_nearer = name && name->from == record.from && name->first_offset <= record.offset &&
                     name->first_offset > first;
    if (!is_nearer) continue;
    key = object.key;
    first = name->first_offset;
  }
  if (key.empty()) return Status();
  Result<clean::Content> content = clean::get_content(*bucket, key);
  bool is_unreadable = content.status().code() == Code::kCorruption ||
                       content.status().code() == Code::kInvalidArgument;
  if (is_unreadable) {  // The record may be in tables all the same.
    places->rows.push_back({std::string("object"), bucket_name + "/" + key,
                            "not readable: " + content.status().message()});
    return Status();
  }
  if (!content.ok()) return content.status();
  const std::string& bytes = content->lines;
  size_t begin = 0;
  for (int64_t line = record.offset - first; line > 0 && begin < bytes.size(); --line) {
    begin = std::min(bytes.find('\n', begin), bytes.size() - 1) + 1;
  }
  if (begin >= bytes.size()) return Status();
  size_t end = std::min(bytes.find('\n', begin), bytes.size() - 1) + 1;
  places->rows.push_back({std::string("object"), bucket_name + "/" + key,
                          "line " + std::to_string(record.offset - first + 1) + ", " +
                              byte_range(begin, end - begin) +
                              (codec_of_name(key) ? " unpacked" : "")});
  return Status();
}

const PlaceColumns* place_columns_of(const lake::Snapshot& snapshot) {
  auto has = [&](const char* name) {
    return std::any_of(snapshot.schema.columns.begin(), snapshot.schema.columns.end(),
                       [&](const model::Column& column) { return column.name == name; });
  };
  for (const PlaceColumns& columns : kPlaceColumns) {
    if (has(columns.topic) && has(columns.partition) && has(columns.offset)) return &columns;
  }
  return nullptr;
}

// Whether the file's statistics allow that it has a record with this offset.
bool may_hold(const lake::DataFile& file, const PlaceColumns& columns, model::Offset offset) {
  json::Parser parser;
  auto stats = parser.parse(file.stats);
  if (!stats.ok()) return true;
  auto bound = [&](const char* which) -> std::optional<int64_t> {
    auto values = (*stats)[which];
    auto value = values ? (*values)[columns.offset] : std::nullopt;
    return value ? value->as_integer() : std::nullopt;
  };
  return bound("minValues").value_or(INT64_MIN) <= to_int64(offset) &&
         to_int64(offset) <= bound("maxValues").value_or(INT64_MAX);
}

// Which version brought the file; nothing when the table's log does not tell.
std::optional<int64_t> version_of(const lake::DeltaTable& table, Version newest,
                                  const std::string& path) {
  int64_t low = 0;
  int64_t high = to_int64(newest);
  while (low < high) {
    int64_t middle = low + (high - low) / 2;
    auto added = table.files_added(Version{middle}, newest);
    if (!added.ok()) return std::nullopt;
    bool is_later = std::any_of(added->begin(), added->end(),
                                [&](const lake::DataFile& file) { return file.path == path; });
    (is_later ? low : high) = is_later ? middle + 1 : middle;
  }
  return low;
}

Status trace_table(Parts& parts, const std::string& name, const RecordAddress& record,
                   query::Table* places) {
  TRY_ASSIGN(lake::DeltaTable * table, parts.table(name));
  TRY_ASSIGN(lake::Snapshot snapshot, table->snapshot());
  const PlaceColumns* columns = place_columns_of(snapshot);
  if (columns == nullptr) return Status();
  TRY_ASSIGN(query::Engine * engine, parts.engine());
  const std::string select = std::string("SELECT count(*) FROM traced WHERE \"") + columns->topic +
                             "\" = " + query::quote_text(record.from.topic) + " AND \"" +
                             columns->partition +
                             "\" = " + std::to_string(to_int32(record.from.partition)) + " AND \"" +
                             columns->offset + "\" = " + std::to_string(to_int64(record.offset));
  for (const lake::DataFile& file : snapshot.files) {
    if (!may_hold(file, *columns, record.offset)) continue;
    TRY_ASSIGN(std::unique_ptr<query::Session> session, engine->open_session());
    TRY(session->bind_files("traced", *table, snapshot, {file}));
    TRY_ASSIGN(query::Table counted, session->query(select));
    int64_t row_count = std::get<int64_t>(counted.rows.at(0).at(0));
    if (row_count == 0) continue;
    auto version = version_of(*table, snapshot.version, file.path);
    std::string when = version ? "version " + std::to_string(*version)
                               : "in version " + std::to_string(to_int64(snapshot.version));
    places->rows.push_back({std::string(columns->kind), name,
                            when + ", " + file.path + ", " + std::to_string(row_count) +
                                (row_count == 1 ? " row" : " rows")});
  }
  return Status();
}

}  // namespace

Result<RecordAddress> parse_record_address(std::string_view text) {
  size_t offset_at = text.rfind('/');
  size_t partition_at = offset_at == text.npos ? text.npos : text.rfind('/', offset_at - 1);
  if (partition_at != text.npos && partition_at > 0) {
    auto partition =
        model::text_to_integer(text.substr(partition_at + 1, offset_at - partition_at - 1));
    auto offset = model::text_to_integer(text.substr(offset_at + 1));
    bool is_good =
        partition && offset && *partition >= 0 && *partition <= INT32_MAX && *offset >= 0;
    if (is_good) {
      return RecordAddress{{std::string(text.substr(0, partition_at)),
                            model::Partition{static_cast<int32_t>(*partition)}},
                           model::Offset{*offset}};
    }
  }
  return Status(Code::kInvalidArgument,
                "'" + std::string(text) + "' is not <topic>/<partition>/<offset>");
}

Result<query::Table> trace(Parts& parts, const RecordAddress& record) {
  query::Table places{{{"place", "VARCHAR"}, {"name", "VARCHAR"}, {"found", "VARCHAR"}}, {}, false};
  // Retention may have taken it from the log, and it be elsewhere still.
  Status in_log = trace_log(parts, record, &places);
  bool is_gone = in_log.code() == Code::kOutOfRange || in_log.code() == Code::kNotFound;
  if (!in_log.ok() && !is_gone) return in_log;
  TRY(trace_object(parts, record, &places));
  TRY_ASSIGN(objects::Store * lake, parts.lake());
  TRY_ASSIGN(std::vector<std::string> tables, lake::list_tables(*lake));
  for (const std::string& table : tables) TRY(trace_table(parts, table, record, &places));
  TRY(trace_streams(parts, record, &places));
  TRY(trace_rows(parts, record, &places));
  if (places.rows.empty()) return in_log;
  return places;
}

}  // namespace pinflow::app
