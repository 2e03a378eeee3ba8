// Actions: the lines of a Delta commit, parsed and formatted. No I/O.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "json/document.h"
#include "lake/delta_table.h"

namespace pinflow::lake {

struct Protocol {
  int64_t reader_version = 0;
  int64_t writer_version = 0;
  std::vector<std::string> reader_features;
  std::vector<std::string> writer_features;
  std::string json;  // The whole action, as a checkpoint repeats it.
};

struct Metadata {
  std::string table_id;
  std::string schema_string;
  std::vector<std::string> partition_columns;
  std::map<std::string, std::string> configuration;
  std::string json;  // The whole action, as a checkpoint repeats it.
};

struct AddFile {
  DataFile file;
  bool changes_data = true;  // False where rows only moved, as in compaction.
};

struct RemoveFile {
  std::string path;
  int64_t removed_at_ms = 0;
  int64_t size_bytes = 0;
  bool changes_data = true;
  std::map<std::string, std::optional<std::string>> partition_values;
  std::optional<DeletionVector> deletion_vector = std::nullopt;
};

struct Transaction {
  std::string app_id;
  int64_t version = 0;
};

struct CommitInfo {
  int64_t timestamp_ms = 0;
  std::string operation;
  std::string engine;
  std::string txn_id;
  std::string note;  // The member "pinflow", JSON text.
};

struct Sidecar {     // A part of a checkpoint.
  std::string path;  // Its name in the log's _sidecars, or another place.
};
struct OtherAction {};  // One that changes nothing that we keep.

using Action = std::variant<OtherAction, Protocol, Metadata, AddFile, RemoveFile, Transaction,
                            CommitInfo, Sidecar>;

// Errors: kCorruption: not JSON, or without a member that the protocol requires.
class ActionParser {
 public:
  Result<Action> parse(std::string_view line);
  // The lines of a commit file.
  Result<std::vector<Action>> parse_commit(std::string_view text);

 private:
  json::Parser parser_;
  json::Parser stats_parser_;
};

std::string format_action(const AddFile& add);
std::string format_action(const RemoveFile& remove);
std::string format_action(const Transaction& transaction);

// A path as the log holds it, URL-encoded, and back. Absolute paths of this machine lose their
// scheme: "file:///x" is "/x".
std::string encode_path(std::string_view path);
std::string decode_path(std::string_view encoded);

}  // namespace pinflow::lake
