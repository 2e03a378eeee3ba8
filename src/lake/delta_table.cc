#include "lake/delta_table.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "base/killpoint.h"
#include "base/uuid.h"
#include "json/writer.h"
#include "lake/commit_text.h"
#include "lake/log_reader.h"
#include "lake/schema_string.h"
#include "lake/table_properties.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"
#include "telemetry/span.h"

namespace pinflow::lake {
namespace {

// Whether another writer's action takes away what our change, made on an older version, rests on.
bool collides(const Action& theirs, const Change& ours) {
  if (std::holds_alternative<Protocol>(theirs) || std::holds_alternative<Metadata>(theirs)) {
    return true;
  }
  if (auto* transaction = std::get_if<Transaction>(&theirs)) {
    return ours.transactions.contains(transaction->app_id);
  }
  bool reads_rows = !ours.blind_append && !ours.rearranges;
  if (auto* add = std::get_if<AddFile>(&theirs)) {
    return ours.remove_all || (reads_rows && add->changes_data);
  }
  if (auto* remove = std::get_if<RemoveFile>(&theirs)) {
    return ours.remove_all || (reads_rows && remove->changes_data) ||
           std::ranges::find(ours.remove, remove->path) != ours.remove.end();
  }
  return false;
}

HistoryEntry history_entry(int64_t version, const std::vector<Action>& actions) {
  HistoryEntry entry;
  entry.version = Version{version};
  for (const Action& action : actions) {
    if (auto* info = std::get_if<CommitInfo>(&action)) {
      entry.committed_at = UnixMillis(std::chrono::milliseconds(info->timestamp_ms));
      entry.operation = info->operation;
      entry.engine = info->engine;
      entry.note = info->note;
    } else if (auto* add = std::get_if<AddFile>(&action)) {
      entry.rows_added += std::max<int64_t>(add->file.row_count, 0);
      ++entry.files_added;
    } else if (std::holds_alternative<RemoveFile>(action)) {
      ++entry.files_removed;
    }
  }
  return entry;
}

class LogTable final : public DeltaTable {
 public:
  LogTable(std::string name, objects::Store& store, std::string prefix, ParquetCodec& codec,
           const Clock& clock)
      : name_(std::move(name)),
        store_(store),
        prefix_(std::move(prefix)),
        log_prefix_(prefix_ + std::string(kLogFolder)),
        codec_(codec),
        clock_(clock),
        log_(store, log_prefix_, codec) {}

  const std::string& name() const override { return name_; }
  objects::Store& store() override { return store_; }
  const std::string& prefix() const override { return prefix_; }
  bool exists() const override { return log_.exists(); }

  Status create(const model::Schema& schema, const Configuration& configuration) override {
    Status named = check_column_names(schema);
    if (!named.ok()) return std::move(named).with_context("table " + name_);
    std::string txn_id = uuid4();
    std::string text = creation_text(schema, configuration, uuid4(), txn_id, clock_.now());
    if (exists()) return error(Code::kAlreadyExists, "the table exists");
    TRY_ASSIGN(bool is_ours, publish(0, text, txn_id));
    return is_ours ? Status() : error(Code::kAlreadyExists, "the table exists");
  }

  Result<Snapshot> snapshot(std::optional<Version> version) const override {
    Result<Snapshot> snapshot = version ? old_snapshot(*version) : newest_snapshot();
    if (snapshot.ok()) return snapshot;
    return snapshot.status().with_context("table " + name_);
  }

  Result<std::vector<DataFile>> files_added(Version after, Version until) const override {
    std::vector<DataFile> files;
    for (Version version = next(after); version <= until; version = next(version)) {
      Result<std::vector<Action>> actions = log_.read_commit(to_int64(version));
      if (!actions.ok() && actions.status().code() == Code::kNotFound) {
        return error(Code::kOutOfRange,
                     "commit " + std::to_string(to_int64(version)) + " is not in the log");
      }
      if (!actions.ok()) return actions.status().with_context("table " + name_);
      for (Action& action : *actions) {
        auto* remove = std::get_if<RemoveFile>(&action);
        if (remove != nullptr && remove->changes_data) {
          return error(Code::kAlreadyExists, "files were removed too");
        }
        auto* add = std::get_if<AddFile>(&action);
        if (add != nullptr && add->changes_data) files.push_back(std::move(add->file));
      }
    }
    return files;
  }

  Result<Version> commit(const Snapshot& read_version, const Change& change) override {
    static telemetry::Counter& commits =
        telemetry::counter("pinflow_lake_commits_total", "Commits to Delta tables");
    telemetry::Span span("lake commit", {{"table", name_}});
    std::string txn_id = uuid4();
    Result<std::string> text = commit_text(read_version, change, txn_id, clock_.now());
    if (!text.ok()) return text.status().with_context("table " + name_);
    killpoint("lake_before_commit");
    for (int64_t version = to_int64(read_version.version) + 1;; ++version) {
      TRY_ASSIGN(bool is_ours, publish(version, *text, txn_id));
      if (is_ours) {
        killpoint("lake_after_commit");
        span.add({"version", version});
        commits.add();
        if (version % commits_per_checkpoint(read_version.configuration) == 0) write_checkpoint();
        return Version{version};
      }
      Result<std::vector<Action>> theirs = log_.read_commit(version);
      if (!theirs.ok()) return theirs.status().with_context("table " + name_);
      auto is_in_the_way = [&](const Action& action) { return collides(action, change); };
      if (std::ranges::any_of(*theirs, is_in_the_way)) {
        return error(Code::kAlreadyExists,
                     "another writer committed version " + std::to_string(version) + " first");
      }
    }
  }

  Result<std::vector<HistoryEntry>> history(size_t count_max) const override {
    TRY_ASSIGN(Snapshot newest, snapshot(std::nullopt));
    std::vector<HistoryEntry> entries;
    for (int64_t version = to_int64(newest.version); version >= 0; --version) {
      if (entries.size() == count_max) break;
      Result<std::vector<Action>> actions = log_.read_commit(version);
      if (!actions.ok() && actions.status().code() == Code::kNotFound) break;  // Cleaned up.
      if (!actions.ok()) return actions.status().with_context("table " + name_);
      entries.push_back(history_entry(version, *actions));
    }
    return entries;
  }

 private:
  Status error(Code code, const std::string& cause) const {
    return Status(code, "table " + name_ + ": " + cause);
  }

  // Brings cached_ up to the newest version.
  Status refresh() const {
    if (cached_) return log_.advance(&*cached_);
    TRY_ASSIGN(cached_, log_.load());
    return Status();
  }

  Result<Snapshot> newest_snapshot() const {
    std::lock_guard lock(mutex_);
    Status refreshed = refresh();
    if (!refreshed.ok()) {
      cached_.reset();
      return refreshed;
    }
    return cached_->state.snapshot(Version{cached_->version});
  }

  Result<Snapshot> old_snapshot(Version version) const {
    if (to_int64(version) < 0) return Status(Code::kOutOfRange, "versions start at 0");
    TRY_ASSIGN(LoadedState loaded, log_.load(to_int64(version)));
    return loaded.state.snapshot(version);
  }

  // Puts a commit file there. False when another writer's is there already. An error that may
  // come after the bytes arrived is settled by reading what is there.
  Result<bool> publish(int64_t version, const std::string& text, const std::string& txn_id) {
    std::string key = log_prefix_ + commit_name(version);
    Status put = store_.put_if_absent(key, text);
    if (put.ok()) return true;
    Result<std::string> there = store_.get(key);
    if (!there.ok()) {
      return std::move(put).with_context("table " + name_ + ": commit " + std::to_string(version));
    }
    return there->find("\"txnId\":\"" + txn_id + "\"") != std::string::npos;
  }

  // A checkpoint is a cache: whatever fails here, the commit stands.
  void write_checkpoint() {
    Status written = try_write_checkpoint();
    if (written.ok()) return;
    telemetry::log(telemetry::Level::kWarning, "lake", "checkpoint not written",
                   {{"table", name_}, {"cause", written.message()}});
  }

  Status try_write_checkpoint() {
    int64_t version = 0;
    size_t file_count = 0;
    std::vector<std::string> lines;
    {
      std::lock_guard lock(mutex_);
      TRY(refresh());
      version = cached_->version;
      file_count = cached_->state.file_count();
      lines = cached_->state.checkpoint_lines(clock_.now());
    }
    TRY_ASSIGN(std::filesystem::path staging, store_.staging_directory());
    std::filesystem::path file = staging / (uuid4() + ".checkpoint.parquet");
    Status written = codec_.write_checkpoint(lines, file);
    std::error_code ignored;
    uint64_t size_bytes = written.ok() ? std::filesystem::file_size(file, ignored) : 0;
    killpoint("lake_checkpoint");
    if (written.ok()) written = store_.put_file(log_prefix_ + checkpoint_name(version), file);
    std::filesystem::remove(file, ignored);
    if (written.code() == Code::kAlreadyExists) return Status();  // Another writer's is as good.
    TRY(std::move(written));
    json::Writer hint;
    hint.begin_object().member("version", version);
    hint.member("size", static_cast<int64_t>(lines.size()));
    hint.member("sizeInBytes", size_bytes);
    hint.member("numOfAddFiles", static_cast<int64_t>(file_count)).end_object();
    return store_.put(log_prefix_ + std::string(kLastCheckpointName), hint.text());
  }

  const std::string name_;
  objects::Store& store_;
  const std::string prefix_;
  const std::string log_prefix_;
  ParquetCodec& codec_;
  const Clock& clock_;
  const LogReader log_;
  mutable std::mutex mutex_;
  mutable std::optional<LoadedState> cached_;  // Under mutex_.
};

}  // namespace

int64_t Snapshot::row_count() const {
  int64_t count = 0;
  for (const DataFile& file : files) {
    if (file.row_count < 0) return -1;
    count += file.row_count;
  }
  return count;
}

std::unique_ptr<DeltaTable> open_delta_table(std::string name, objects::Store& store,
                                             std::string prefix, ParquetCodec& codec,
                                             const Clock& clock) {
  return std::make_unique<LogTable>(std::move(name), store, std::move(prefix), codec, clock);
}

}  // namespace pinflow::lake
