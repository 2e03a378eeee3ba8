#include "lake/commit_text.h"

#include <algorithm>
#include <map>
#include <vector>

#include "json/document.h"
#include "json/writer.h"
#include "lake/action.h"
#include "lake/schema_string.h"

namespace pinflow::lake {
namespace {

constexpr std::string_view kEngine = "pinflow/0.1.0";

using TextMap = std::map<std::string, std::string>;

struct CommitFacts {
  std::string operation;
  TextMap parameters;
  TextMap metrics;
  std::optional<Version> read_version;
  bool is_blind_append = false;
  std::string txn_id;
  std::string note;
};

void write_map(std::string_view name, const TextMap& texts, json::Writer* out) {
  out->key(name).begin_object();
  for (const auto& [key, value] : texts) out->member(key, value);
  out->end_object();
}

std::string commit_info(const CommitFacts& facts, UnixMillis now) {
  json::Writer out;
  out.begin_object().key("commitInfo").begin_object();
  out.member("timestamp", to_int64(now)).member("operation", facts.operation);
  write_map("operationParameters", facts.parameters, &out);
  if (facts.read_version) out.member("readVersion", to_int64(*facts.read_version));
  out.member("isolationLevel", "Serializable").member("isBlindAppend", facts.is_blind_append);
  write_map("operationMetrics", facts.metrics, &out);
  out.member("engineInfo", kEngine).member("txnId", facts.txn_id);
  if (!facts.note.empty()) out.key("pinflow").raw(facts.note);
  out.end_object().end_object();
  return out.take() + "\n";
}

// The files that the change takes away. Errors: kInvalidArgument: one that is not there.
Result<std::vector<const DataFile*>> removed_files(const Snapshot& read, const Change& change) {
  std::vector<const DataFile*> removed;
  if (change.remove_all) {
    for (const DataFile& file : read.files) removed.push_back(&file);
    return removed;
  }
  std::map<std::string_view, const DataFile*> live;
  if (!change.remove.empty()) {
    for (const DataFile& file : read.files) live[file.path] = &file;
  }
  for (const std::string& path : change.remove) {
    auto found = live.find(path);
    if (found == live.end()) {
      return Status(Code::kInvalidArgument, "commit: no live file '" + path + "' to remove");
    }
    removed.push_back(found->second);
  }
  return removed;
}

TextMap metrics_of(const Change& change, size_t removed_count) {
  int64_t rows = 0, bytes = 0;
  for (const DataFile& file : change.add) {
    rows += std::max<int64_t>(file.row_count, 0);
    bytes += file.size_bytes;
  }
  return {{"numFiles", std::to_string(change.add.size())},
          {"numOutputRows", std::to_string(rows)},
          {"numOutputBytes", std::to_string(bytes)},
          {"numRemovedFiles", std::to_string(removed_count)}};
}

// The action that says what the table is. Its columns are those of `schema_string`.
std::string metadata_text(const Snapshot& table, std::string_view schema_string, UnixMillis now) {
  json::Writer out;
  out.begin_object().key("metaData").begin_object().member("id", table.table_id);
  out.key("format").begin_object().member("provider", "parquet");
  out.key("options").begin_object().end_object().end_object();
  out.member("schemaString", schema_string).key("partitionColumns").begin_array();
  for (const std::string& column : table.partition_columns) out.value(column);
  out.end_array();
  write_map("configuration", table.configuration, &out);
  out.member("createdTime", to_int64(now)).end_object().end_object();
  return out.take() + "\n";
}

Status check_change(const Snapshot& read, const Change& change, size_t removed_count) {
  if (!read.write_refusal.empty()) return Status(Code::kInvalidArgument, read.write_refusal);
  auto append_only = read.configuration.find("delta.appendOnly");
  if (removed_count > 0 && append_only != read.configuration.end() &&
      append_only->second == "true") {
    return Status(Code::kInvalidArgument, "commit: the table takes appends only");
  }
  for (const DataFile& file : change.add) {
    for (const std::string& column : read.partition_columns) {
      if (file.partition_values.contains(column)) continue;
      return Status(Code::kInvalidArgument,
                    "commit: file without a value of the partition column '" + column + "'");
    }
  }
  if (change.note.empty()) return Status();
  json::Parser parser;
  return parser.parse(change.note).status();
}

}  // namespace

bool is_blind_append(const Change& change) {
  return change.blind_append && !change.rearranges && change.remove.empty() && !change.remove_all;
}

Result<std::string> commit_text(const Snapshot& read, const Change& change,
                                const std::string& txn_id, UnixMillis now) {
  TRY_ASSIGN(std::vector<const DataFile*> removed, removed_files(read, change));
  TRY(check_change(read, change, removed.size()));
  CommitFacts facts;
  facts.operation = change.operation;
  facts.parameters = change.parameters;
  facts.metrics = metrics_of(change, removed.size());
  facts.read_version = read.version;
  facts.is_blind_append = is_blind_append(change);
  facts.txn_id = txn_id;
  facts.note = change.note;
  std::string text = commit_info(facts, now);
  if (!change.add_columns.columns.empty()) {
    TRY_ASSIGN(std::string schema, extend_schema(read.schema_string, change.add_columns));
    text += metadata_text(read, schema, now);
  }
  for (const auto& [app_id, version] : change.transactions) {
    text += format_action(Transaction{app_id, version}) + "\n";
  }
  for (const DataFile* file : removed) {
    RemoveFile remove{file->path, to_int64(now), file->size_bytes, !change.rearranges,
                      file->partition_values};
    text += format_action(remove) + "\n";
  }
  for (const DataFile& file : change.add) {
    text += format_action(AddFile{file, !change.rearranges}) + "\n";
  }
  return text;
}

std::string creation_text(const model::Schema& schema, const TextMap& configuration,
                          const std::string& table_id, const std::string& txn_id, UnixMillis now) {
  CommitFacts facts;
  facts.operation = "CREATE TABLE";
  facts.is_blind_append = true;
  facts.txn_id = txn_id;
  Snapshot table;
  table.table_id = table_id;
  table.configuration = configuration;
  return commit_info(facts, now) +
         "{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}\n" +
         metadata_text(table, format_schema(schema), now);
}

}  // namespace pinflow::lake
