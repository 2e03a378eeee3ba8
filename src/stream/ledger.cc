#include "stream/ledger.h"

namespace pinflow::stream {

std::optional<Offset> Ledger::position(const StreamConfig& config, const std::string& topic_id,
                                       model::Partition partition) const {
  return Progress(config, topic_id).position(transactions, partition);
}

Result<Ledger> read_ledger(const StreamConfig& config, const OpenTable& table) {
  Ledger ledger;
  TRY_ASSIGN(lake::DeltaTable * rows, table(config.table_name));
  TRY_ASSIGN(lake::DeltaTable * letters, table(config.dead_letters_name()));
  if (letters->exists()) {
    TRY_ASSIGN(lake::Snapshot snapshot, letters->snapshot());
    ledger.dead_letters = snapshot.row_count();
  }
  if (!rows->exists()) return ledger;
  TRY_ASSIGN(lake::Snapshot snapshot, rows->snapshot());
  BatchCounts totals = stream_totals(config, snapshot.transactions);
  ledger.accepted = totals.rows_in;
  ledger.tables = snapshot.row_count();
  ledger.duplicates = totals.duplicates;
  ledger.lost = totals.lost;
  ledger.transactions = std::move(snapshot.transactions);
  return ledger;
}

}  // namespace pinflow::stream
