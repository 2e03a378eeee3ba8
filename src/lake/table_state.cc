#include "lake/table_state.h"

#include <utility>

#include "lake/features.h"
#include "lake/schema_string.h"
#include "lake/table_properties.h"

namespace pinflow::lake {
void TableState::apply(const std::vector<Action>& actions) {
  // The lines of a commit have no order; a file that is removed and added again is there.
  for (const Action& action : actions) {
    if (auto* remove = std::get_if<RemoveFile>(&action)) {
      files_.erase(remove->path);
      removed_.insert_or_assign(remove->path, *remove);
    }
  }
  for (const Action& action : actions) {
    if (auto* add = std::get_if<AddFile>(&action)) {
      removed_.erase(add->file.path);
      files_.insert_or_assign(add->file.path, *add);
    } else if (auto* transaction = std::get_if<Transaction>(&action)) {
      transactions_[transaction->app_id] = transaction->version;
    } else if (auto* protocol = std::get_if<Protocol>(&action)) {
      protocol_ = *protocol;
    } else if (auto* metadata = std::get_if<Metadata>(&action)) {
      metadata_ = *metadata;
    } else if (std::holds_alternative<Sidecar>(action)) {
      has_sidecars_ = true;
    }
  }
}

Result<Snapshot> TableState::snapshot(Version version) const {
  if (!protocol_) return Status(Code::kCorruption, "the log has no protocol");
  if (!metadata_) return Status(Code::kCorruption, "the log has no metadata");
  TRY(check_readable(*protocol_, *metadata_));
  if (has_sidecars_) {
    return Status(Code::kInvalidArgument,
                  "the table needs 'v2Checkpoint', which pinflow does not have");
  }
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
  for (const auto& [path, add] : files_) {
    if (add.has_deletion_vector) {
      return Status(Code::kInvalidArgument,
                    "the table needs 'deletionVectors', which pinflow does not have");
    }
    snapshot.files.push_back(add.file);
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
