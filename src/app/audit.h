// audit(): holds the log against the tables and proves that no record has vanished.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/parts.h"

namespace pinflow::app {

// In rows after decoding: accepted = tables + duplicates + dead letters + waiting.
struct AuditCounts {
  int64_t accepted = 0;
  int64_t tables = 0;
  int64_t duplicates = 0;
  int64_t dead_letters = 0;
  int64_t waiting = 0;            // In the log or in bronze, not cleaned yet; 0 after a clean run.
  int64_t lost_to_retention = 0;  // Records that the log let go before they were read.

  bool balances() const { return lost_to_retention == 0 && waiting >= 0; }
  AuditCounts& operator+=(const AuditCounts& other);
};

// One way of one topic's records: into the silver table, or into the stream's.
struct AuditLine {
  std::string topic;
  std::string table;
  AuditCounts counts;
};

struct Audit {
  std::vector<AuditLine> lines;               // Those that have anything to tell.
  std::vector<std::string> unmatched_topics;  // Of no dataset: nothing reads them.

  AuditCounts total() const;
  bool balances() const;
};

// Errors: those of reading tables; kUnavailable: the pinflow that has the log open does not answer.
Result<Audit> audit(Parts& parts, const std::vector<std::string>& user_ids);

// {"accepted", …, "balances", "ledgers": [{"topic", "table", …}], "unmatched_topics": […]}
std::string audit_json(const Audit& audit);

// The topics of the log with their offsets as serve/ shows them: from the folder, or from the
// pinflow that has it open.
Result<std::string> read_topics(Parts& parts);

}  // namespace pinflow::app
