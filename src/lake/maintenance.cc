#include "lake/maintenance.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include "lake/commit_note.h"
#include "lake/log_files.h"
#include "lake/log_reader.h"
#include "lake/table_properties.h"

namespace pinflow::lake {
namespace {

// Who keeps a state notes it again long before there are so many commits after it.
constexpr size_t kNotesRead = 1000;

// Files of one class are within a factor of 16 of one another.
int size_class(int64_t bytes) {
  int number = 0;
  for (; bytes >= 16; bytes /= 16) ++number;
  return number;
}

LogReader log_of(DeltaTable& table, ParquetCodec& codec) {
  return LogReader(table.store(), table.prefix() + std::string(kLogFolder), codec);
}

// The newest commit whose note holds a state; where none of the newest does, one after all.
Result<int64_t> newest_state(const DeltaTable& table) {
  TRY_ASSIGN(std::vector<HistoryEntry> history, table.history(kNotesRead));
  for (const HistoryEntry& entry : history) {
    if (!parse_note(entry.note).state.empty()) return to_int64(entry.version);
  }
  return std::numeric_limits<int64_t>::max();
}

// Folders that begin with _ or . belong to others than the table's rows.
bool is_data_file(std::string_view path) {
  return !path.starts_with('_') && !path.starts_with('.') && path.ends_with(".parquet");
}

}  // namespace

std::vector<std::vector<DataFile>> plan_compaction(const Snapshot& snapshot,
                                                   const CompactionOptions& options) {
  std::map<int, std::vector<DataFile>> classes;
  for (const DataFile& file : snapshot.files) {
    if (file.size_bytes > options.file_bytes_target / 4 * 3) continue;
    classes[options.any_size ? 0 : size_class(file.size_bytes)].push_back(file);
  }
  std::vector<std::vector<DataFile>> groups;
  for (auto& [number, files] : classes) {
    if (files.size() < options.files_least) continue;
    // The older ones first, so that rows of one time stay together.
    std::ranges::sort(files, {},
                      [](const DataFile& file) { return std::tie(file.modified_at, file.path); });
    int64_t bytes = options.file_bytes_target;
    for (DataFile& file : files) {
      if (bytes + file.size_bytes > options.file_bytes_target) {
        groups.emplace_back();
        bytes = 0;
      }
      bytes += file.size_bytes;
      groups.back().push_back(std::move(file));
    }
  }
  std::erase_if(groups, [](const auto& group) { return group.size() < 2; });
  return groups;
}

Result<VacuumReport> vacuum(DeltaTable& table, ParquetCodec& codec, const Clock& clock,
                            std::optional<std::chrono::milliseconds> kept, bool dry_run) {
  TRY_ASSIGN(auto objects, table.store().list(table.prefix()));
  TRY_ASSIGN(LoadedState loaded, log_of(table, codec).load());
  TRY_ASSIGN(Snapshot snapshot, loaded.state.snapshot(Version{loaded.version}));
  if (!snapshot.write_refusal.empty()) {
    return Status(Code::kInvalidArgument, table.name() + ": " + snapshot.write_refusal);
  }
  UnixMillis oldest = clock.now() - kept.value_or(removed_file_retention(snapshot.configuration));
  std::set<std::string, std::less<>> needed;
  for (const DataFile& file : snapshot.files) needed.insert(file.path);
  for (const auto& [key, removed] : loaded.state.removed_files()) {
    if (removed.removed_at_ms >= to_int64(oldest)) needed.insert(removed.path);
  }
  VacuumReport report;
  for (const objects::ObjectInfo& object : objects) {
    std::string path = object.key.substr(table.prefix().size());
    if (!is_data_file(path) || needed.contains(path) || object.modified_at >= oldest) continue;
    if (!dry_run) TRY(table.store().remove(object.key));
    ++report.files;
    report.bytes += static_cast<int64_t>(object.size_bytes);
  }
  return report;
}

Result<int64_t> clean_log(DeltaTable& table, ParquetCodec& codec, const Clock& clock) {
  const std::string folder = table.prefix() + std::string(kLogFolder);
  TRY_ASSIGN(auto objects, table.store().list(folder + "0"));
  LogFiles files = sort_log_files(objects);
  TRY_ASSIGN(Snapshot newest, table.snapshot());
  if (!newest.write_refusal.empty()) {
    return Status(Code::kInvalidArgument, table.name() + ": " + newest.write_refusal);
  }
  UnixMillis oldest = clock.now() - log_retention(newest.configuration);
  // The newest checkpoint from which every version that is young enough can still be read.
  int64_t first_needed = -1;
  for (const objects::ObjectInfo& object : objects) {
    LogFiles one = sort_log_files({object});
    if (one.checkpoints.empty() || object.modified_at >= oldest) continue;
    first_needed = std::max(first_needed, one.checkpoints.begin()->first);
  }
  // What cannot be read cannot stand for the commits before it.
  if (first_needed < 0) return int64_t{0};
  if (!log_of(table, codec).load(first_needed).ok()) return int64_t{0};
  if (files.commits.empty() || files.commits.begin()->first >= first_needed) return int64_t{0};
  TRY_ASSIGN(int64_t first_noted, newest_state(table));
  int64_t removed = 0;
  for (const auto& [version, key] : files.commits) {
    if (version >= std::min(first_needed, first_noted)) break;
    TRY(table.store().remove(key));
    ++removed;
  }
  for (const auto& [version, keys] : files.checkpoints) {
    if (version >= first_needed) break;
    for (const std::string& key : keys) TRY(table.store().remove(key));
    removed += std::ssize(keys);
  }
  return removed;
}

Result<Version> restore(DeltaTable& table, Version version) {
  TRY_ASSIGN(Snapshot newest, table.snapshot());
  TRY_ASSIGN(Snapshot wanted, table.snapshot(version));
  if (wanted.schema_string != newest.schema_string) {
    return Status(
        Code::kInvalidArgument,
        table.name() + ": version " + std::to_string(to_int64(version)) + " has other columns");
  }
  std::set<std::string, std::less<>> live, kept;
  for (const DataFile& file : newest.files) live.insert(file.path);
  Change change;
  change.operation = "RESTORE";
  change.parameters["version"] = std::to_string(to_int64(version));
  change.blind_append = false;
  for (const DataFile& file : wanted.files) {
    kept.insert(file.path);
    if (live.contains(file.path)) continue;
    Status there = table.store().info(table.prefix() + file.path).status();
    if (!there.ok()) return std::move(there).with_context(table.name() + ": restore");
    change.add.push_back(file);
  }
  for (const std::string& path : live) {
    if (!kept.contains(path)) change.remove.push_back(path);
  }
  return table.commit(newest, change);
}

}  // namespace pinflow::lake
