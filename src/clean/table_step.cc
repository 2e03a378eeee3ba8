// Transaction ids decide what is left to do.
#include "clean/table_step.h"

#include "lake/declared_table.h"
#include "model/dead_letter.h"

namespace pinflow::clean {

int64_t row_count(const std::vector<lake::DataFile>& files) {
  int64_t rows = 0;
  for (const lake::DataFile& file : files) rows += file.row_count;
  return rows;
}

int64_t OpenTable::progress(const std::string& application_id) const {
  auto found = snapshot.transactions.find(application_id);
  return found == snapshot.transactions.end() ? -1 : found->second;
}

Result<OpenTable> open_table(const Site& site, const std::string& name,
                             const model::Schema& schema) {
  OpenTable open;
  TRY_ASSIGN(open.table, site.table(name));
  TRY_ASSIGN(open.snapshot, lake::open_declared(*open.table, schema));
  return open;
}

Status commit_step(const OpenTable& open, const Step& step, std::vector<lake::DataFile> files) {
  if (!step.note.replaces && open.progress(step.application_id) >= step.version) return Status();
  lake::Change change;
  change.parameters["mode"] = step.note.replaces ? "Overwrite" : "Append";
  change.add = std::move(files);
  change.remove_all = step.note.replaces;
  change.blind_append = !step.note.replaces && !step.depends_on_rows;
  change.transactions[step.application_id] = step.version;
  change.note = lake::to_json(step.note);
  return open.table->commit(open.snapshot, change).status();
}

Status commit_dead_letters(const Site& site, const std::string& table_name, const Step& step,
                           query::Session& session, std::string_view select) {
  std::string name = dead_letters_name(table_name);
  TRY_ASSIGN(lake::DeltaTable * table, site.table(name));
  bool replaces_rows = step.note.replaces && table->exists();
  TRY_ASSIGN(auto files, session.write_files(select, model::dead_letter_schema(), *table));
  if (files.empty() && !replaces_rows) return Status();
  TRY_ASSIGN(OpenTable open, open_table(site, name, model::dead_letter_schema()));
  return commit_step(open, step, std::move(files));
}

}  // namespace pinflow::clean
