#include "query/compact.h"

#include <algorithm>

#include "base/killpoint.h"
#include "lake/schema_string.h"

namespace pinflow::query {
namespace {

// Rows are written with the types that we know: other ones would not come back as they were.
Status check_compactable(const lake::Snapshot& snapshot) {
  if (!snapshot.write_refusal.empty()) {
    return Status(Code::kInvalidArgument, snapshot.write_refusal);
  }
  if (!snapshot.partition_columns.empty()) {
    return Status(Code::kInvalidArgument, "the table has partitions");
  }
  if (snapshot.schema_string != lake::format_schema(snapshot.schema)) {
    return Status(Code::kInvalidArgument, "the table has columns of types that we do not write");
  }
  return Status();
}

Status compact_group(Session& session, lake::DeltaTable& table, const lake::Snapshot& snapshot,
                     const std::vector<lake::DataFile>& group, CompactReport* report) {
  TRY(session.bind_files("small", table, snapshot, group));
  lake::Change change;
  TRY_ASSIGN(change.add, session.write_files("SELECT * FROM small", snapshot.schema, table));
  int64_t before = 0, after = 0;
  for (const lake::DataFile& file : group) {
    change.remove.push_back(file.path);
    before += file.row_count;
  }
  for (const lake::DataFile& file : change.add) after += file.row_count;
  // A file that does not say its rows counts -1: then nothing can be compared.
  bool is_known = std::ranges::all_of(group, [](auto& file) { return file.row_count >= 0; });
  if (is_known && before != after) {
    return Status(Code::kCorruption, "compaction: " + std::to_string(before) + " rows became " +
                                         std::to_string(after));
  }
  change.operation = "OPTIMIZE";
  change.rearranges = true;
  change.blind_append = false;
  killpoint("query_before_compaction");
  TRY(table.commit(snapshot, change).status());
  killpoint("query_after_compaction");
  report->files_before += std::ssize(group);
  report->files_after += std::ssize(change.add);
  return Status();
}

}  // namespace

Result<CompactReport> compact(Engine& engine, lake::DeltaTable& table,
                              const lake::CompactionOptions& options) {
  CompactReport report;
  TRY_ASSIGN(lake::Snapshot snapshot, table.snapshot());
  Status compactable = check_compactable(snapshot);
  if (!compactable.ok()) return std::move(compactable).with_context(table.name());
  auto groups = lake::plan_compaction(snapshot, options);
  if (groups.empty()) return report;
  TRY_ASSIGN(std::unique_ptr<Session> session, engine.open_session());
  for (const auto& group : groups) {
    TRY(compact_group(*session, table, snapshot, group, &report));
  }
  return report;
}

}  // namespace pinflow::query
