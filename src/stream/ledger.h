// read_ledger(): proves from a stream's tables that no row has vanished.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "stream/progress.h"
#include "stream/stream_config.h"

namespace pinflow::stream {

// In rows after decoding; a value that cannot be decoded counts as one.
struct Ledger {
  int64_t accepted = 0;      // Of all records that were carried over.
  int64_t tables = 0;        // Rows that the table holds.
  int64_t duplicates = 0;    // As its commits have noted.
  int64_t dead_letters = 0;  // That their table holds.
  int64_t lost = 0;          // Records that retention let go before they were read.
  Transactions transactions;

  // The next record that the stream wants.
  std::optional<Offset> position(const StreamConfig& config, const std::string& topic_id,
                                 model::Partition partition) const;
};

// All zero where there is no table yet. Errors: those of reading the tables.
Result<Ledger> read_ledger(const StreamConfig& config, const OpenTable& table);

}  // namespace pinflow::stream
