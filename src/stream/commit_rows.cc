#include "stream/commit_rows.h"

#include <array>
#include <utility>

namespace pinflow::stream {
namespace {

constexpr size_t kCommitsMax = 7200;
constexpr const char* kTakenAt = "taken_at_ms";

// As notes and the relation name them.
struct Counter {
  const char* noted;
  const char* column;
  int64_t BatchCounts::* count;
};
constexpr std::array<Counter, 5> kCounters{
    {{"rows_in", "rows_in", &BatchCounts::rows_in},
     {"rows", "rows_out", &BatchCounts::rows},
     {"duplicates", "duplicates", &BatchCounts::duplicates},
     {"dead_letters", "dead_letters", &BatchCounts::dead_letters},
     {"lost", "lost", &BatchCounts::lost}}};

}  // namespace

void write_to_note(const CommitRow& row, lake::CommitNote* note) {
  note->counts[kTakenAt] = to_int64(row.taken_at);
  for (const Counter& counter : kCounters) note->counts[counter.noted] = row.counts.*counter.count;
}

std::optional<CommitRow> read_from_note(const lake::CommitNote& note) {
  auto taken_at = note.counts.find(kTakenAt);
  if (taken_at == note.counts.end()) return std::nullopt;
  CommitRow row{UnixMillis(std::chrono::milliseconds(taken_at->second)), {}};
  for (const Counter& counter : kCounters) {
    auto found = note.counts.find(counter.noted);
    if (found != note.counts.end()) row.counts.*counter.count = found->second;
  }
  return row;
}

Result<std::vector<lake::CommitNote>> newest_notes(const lake::DeltaTable& table,
                                                   model::Version version) {
  TRY_ASSIGN(auto history, table.history(kCommitsMax));
  std::vector<lake::CommitNote> notes;
  for (const lake::HistoryEntry& entry : history) {
    if (entry.version <= version) notes.push_back(lake::parse_note(entry.note));
  }
  return notes;
}

std::vector<CommitRow> noted_commits(const std::vector<lake::CommitNote>& notes) {
  std::vector<CommitRow> rows;
  for (const lake::CommitNote& note : notes) {
    if (auto row = read_from_note(note)) rows.push_back(*row);
  }
  return rows;
}

const model::Schema& commit_columns() {
  static const model::Schema schema = [] {
    model::Schema columns{{{"taken_at", model::Type::kTimestamp}}};
    for (const Counter& counter : kCounters) {
      columns.columns.push_back({counter.column, model::Type::kLong});
    }
    return columns;
  }();
  return schema;
}

std::string commits_sql(const std::vector<CommitRow>& rows) {
  std::string values;
  for (const CommitRow& row : rows) {
    values += (values.empty() ? "(make_timestamp(" : ", (make_timestamp(") +
              std::to_string(to_int64(row.taken_at) * 1000) + ")";
    for (const Counter& counter : kCounters) {
      values += ", CAST(" + std::to_string(row.counts.*counter.count) + " AS BIGINT)";
    }
    values += ")";
  }
  bool is_empty = values.empty();
  if (is_empty) values = "(CAST(NULL AS TIMESTAMP)";
  std::string names = "taken_at";
  for (const Counter& counter : kCounters) {
    names += std::string(", ") + counter.column;
    if (is_empty) values += ", CAST(NULL AS BIGINT)";
  }
  if (is_empty) values += ")";
  return "SELECT * FROM (VALUES " + values + ") AS noted(" + names + ")" +
         (is_empty ? " WHERE false" : "");
}

}  // namespace pinflow::stream
