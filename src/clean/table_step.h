// commit_step(): one table's part of a step, done once however often the step is tried.
//
// A step writes to two tables that cannot commit together: the rows' own and its dead letters'.
// Both commits carry the step's transaction id; dead letters commit first, so that a step whose
// data is there is whole, and each table leaves out what its own transaction id covers already.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "clean/site.h"
#include "lake/commit_note.h"

namespace pinflow::clean {

struct OpenTable {
  lake::DeltaTable* table = nullptr;
  lake::Snapshot snapshot;

  // How far the step of that id has come in this table; -1: it has not begun.
  int64_t progress(const std::string& application_id) const;
};

struct Step {
  std::string application_id;
  int64_t version = 0;
  lake::CommitNote note;
  bool depends_on_rows = false;  // The rows were chosen by what the table holds.
};

int64_t row_count(const std::vector<lake::DataFile>& files);

// Opens a table, creating it if there is none. Errors: kInvalidArgument: it has other columns.
Result<OpenTable> open_table(const Site& site, const std::string& name,
                             const model::Schema& schema);

// Commits the files, in place of all others when the note says so.
// Errors: kAlreadyExists: somebody else has taken this step meanwhile.
Status commit_step(const OpenTable& open, const Step& step, std::vector<lake::DataFile> files);

// Commits the rows of `select` (columns of model::dead_letter_schema()) to the dead letter table of
// `table_name`, which is made when there are any. Errors: those of the select and commit_step().
Status commit_dead_letters(const Site& site, const std::string& table_name, const Step& step,
                           query::Session& session, std::string_view select);

}  // namespace pinflow::clean
