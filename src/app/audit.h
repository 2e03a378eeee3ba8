// audit(): holds the log against the tables and proves that no record has vanished.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "app/parts.h"
#include "clean/ledger.h"

namespace pinflow::app {

struct Audit {
  // In rows after decoding, all datasets together. accepted = tables + duplicates + dead letters
  // + waiting.
  int64_t accepted = 0;
  int64_t tables = 0;
  int64_t duplicates = 0;
  int64_t dead_letters = 0;
  int64_t waiting = 0;            // In the log or in bronze, not cleaned yet; 0 after a clean run.
  int64_t lost_to_retention = 0;  // Records that the log let go before they were gathered.
  std::vector<std::string> unmatched_topics;  // Of no dataset: nothing reads them.

  bool balances() const { return lost_to_retention == 0 && waiting >= 0; }
};

// Errors: those of reading tables; kUnavailable: the pinflow that has the log open does not answer.
Result<Audit> audit(Parts& parts, const std::vector<std::string>& user_ids);

// The topics of the log with their offsets as serve/ shows them: from the folder, or from the
// pinflow that has it open.
Result<std::string> read_topics(Parts& parts);

}  // namespace pinflow::app
