// Row counts of the tables' newest versions; duplicates alone are known from notes only.
#include "clean/ledger.h"

#include "lake/commit_note.h"

namespace pinflow::clean {
namespace {

// Of a table that may not exist.
Result<int64_t> row_count(const Site& site, const std::string& name) {
  TRY_ASSIGN(lake::DeltaTable * table, site.table(name));
  if (!table->exists()) return 0;
  TRY_ASSIGN(lake::Snapshot snapshot, table->snapshot());
  return snapshot.row_count();
}

// Since the table was last made anew.
Result<int64_t> noted_duplicates(const Site& site, const std::string& name) {
  TRY_ASSIGN(lake::DeltaTable * table, site.table(name));
  if (!table->exists()) return 0;
  TRY_ASSIGN(auto history, table->history(SIZE_MAX));
  int64_t duplicates = 0;
  for (const lake::HistoryEntry& entry : history) {
    lake::CommitNote note = lake::parse_note(entry.note);
    duplicates += note.counts["duplicates"];
    if (note.replaces) break;
  }
  return duplicates;
}

}  // namespace

Ledger& Ledger::operator+=(const Ledger& other) {
  accepted += other.accepted;
  tables += other.tables;
  duplicates += other.duplicates;
  dead_letters += other.dead_letters;
  return *this;
}

Result<Ledger> ledger(const Site& site, const model::Dataset& dataset) {
  const std::string bronze = bronze_name(site, dataset);
  const std::string silver = silver_name(site, dataset);
  TRY_ASSIGN(int64_t gathered, row_count(site, bronze));
  TRY_ASSIGN(int64_t undecodable, row_count(site, dead_letters_name(bronze)));
  TRY_ASSIGN(int64_t refused, row_count(site, dead_letters_name(silver)));
  Ledger ledger;
  ledger.accepted = gathered + undecodable;
  TRY_ASSIGN(ledger.tables, row_count(site, silver));
  TRY_ASSIGN(ledger.duplicates, noted_duplicates(site, silver));
  ledger.dead_letters = undecodable + refused;
  return ledger;
}

}  // namespace pinflow::clean
