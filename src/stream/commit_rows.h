// What each batch of a stream came to, as rows that live metrics can ask: the relation `commits`.
#pragma once

#include <string>
#include <vector>

#include "lake/commit_note.h"
#include "lake/delta_table.h"
#include "stream/clean_batch.h"

namespace pinflow::stream {

struct CommitRow {
  UnixMillis taken_at{};  // When the batch was taken from the log.
  BatchCounts counts;
  bool operator==(const CommitRow&) const = default;
};

// What a commit notes of its batch, and back; nothing when it is no stream's.
void write_to_note(const CommitRow& row, lake::CommitNote* note);
std::optional<CommitRow> read_from_note(const lake::CommitNote& note);

// The notes of the table's newest commits up to `version`, the newest first, as far as its log
// reaches and no more than two hours' at one a second. Errors: those of reading the log.
Result<std::vector<lake::CommitNote>> newest_notes(const lake::DeltaTable& table,
                                                   model::Version version);
// Those of streams.
std::vector<CommitRow> noted_commits(const std::vector<lake::CommitNote>& notes);

// The columns taken_at, rows_in, rows_out, duplicates, dead_letters and lost.
const model::Schema& commit_columns();
// A select of the rows, in those columns.
std::string commits_sql(const std::vector<CommitRow>& rows);

}  // namespace pinflow::stream
