#include "lake/table_state.h"

#include <utility>

#include "lake/features.h"
#include "lake/schema_string.h"
#include "lake/table_properties.h"

namespace pinflow::lake {
namespace {

// Paths come first, so that the files stay in the order of their paths.
std::string file_key(const std::string& path, const std::optional<DeletionVector>& vector) {
  return vector ? path + '\0' + vector->unique_id() : path;
}

}  // namespace

void TableState::apply(const std::vector<Action>& actions) {
  // The lines of a commit have no order; a file that is removed and added again is there.
  for (const Action& action : actions) {
    if (auto* remove = std::get_if<RemoveFile>(&action)) {
      std::string key = file_key(remove->path, remove->deletion_vector);
      files_.erase(key);
      removed_.insert_or_assign(std::move(key), *remove);
    }
  }
  for (const Action& action : actions) {
    if (auto* add = std::get_if<AddFile>(&action)) {
      std::string key = file_key(add->file.path, add->file.deletion_vector);
      removed_.erase(key);
      files_.insert_or_assign(std::move(key), *add);
    } else if (auto* transaction = std::get_if<Transaction>(&action)) {
      transactions_[transaction->app_id] = transaction->version;
    } else if (auto* protocol = std::get_if<Protocol>(&action)) {
      protocol_ = *protocol;
    } else if (auto* metadata = std::get_if<Metadata>(&action)) {
      metadata_ = *metadata;
    }
  }
}

Result<Snapshot> TableState::snapshot(Version version) const {
  if (!protocol_) return Status(Code::kCorruption, "the log has no protocol");
  if (!metadata_) return Status(Code::kCorruption, "the log has no metadata");
  TRY(check_readable(*protocol_, *metadata_));
  Snapshot snapshot;
  snapshot.version = version;
  snapshot.table_id = metadata_->table_id;
  TRY_ASSIGN(snapshot.schema, parse_schema(metadata_->schema_string));
  snapshot.schema_string = metadata_->schema_string;
  snapshot.partition_columns = metadata_->partition_columns;
  snapshot.configuration = metadata_->configuration;
  snapshot.transactions = transactions_;
  snapshot.write_refusal = check_writable(*protocol_, *metadata_).message();
  snapshot.files.reserve(files_.size());
  for (const auto& [key, add] : files_) {
    snapshot.files.push_back(add.file);
    // Our own lines would lose it, whatever the protocol says.
    if (add.file.deletion_vector) snapshot.write_refusal = needs("deletionVectors").message();
  }
  return snapshot;
}

std::map<std::string, std::string> TableState::configuration() const {
  return metadata_ ? metadata_->configuration : std::map<std::string, std::string>();
}

std::vector<std::string> TableState::checkpoint_lines(UnixMillis now) const {
  const int64_t oldest = to_int64(now - removed_file_retention(configuration()));
  std::vector<std::string> lines;
  if (protocol_) lines.push_back(protocol_->json);
  if (metadata_) lines.push_back(metadata_->json);
  for (const auto& [app_id, version] : transactions_) {
    lines.push_back(format_action(Transaction{app_id, version}));
  }
  for (const auto& [path, add] : files_) {
    AddFile kept = add;
    kept.changes_data = false;
    lines.push_back(format_action(kept));
  }
  for (const auto& [path, remove] : removed_) {
    if (remove.removed_at_ms < oldest) continue;
    RemoveFile kept = remove;
    kept.changes_data = false;
    lines.push_back(format_action(kept));
  }
  return lines;
}

}  // namespace pinflow::lake
