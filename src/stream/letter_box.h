// LetterBox: the dead letters of one stream's table: look at them, mend them, and put them into the
// table after all, without doubling a row.
//
//   Data's way:  dead letters' table  ->  decoded, cleaned and judged as any record  ->  table.
//   Durability:  the row's commit carries a transaction id of the letter; the letter goes in a
//                commit after it. Killed in between, replay() finds the id and only takes the
//                letter out. A running stream may commit to both tables meanwhile.
//   Threads:     one at a time; several processes may.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/dead_letter.h"
#include "query/engine.h"
#include "stream/progress.h"
#include "stream/stream_config.h"

namespace pinflow::stream {

// "demo.pin/0/17/0": topic, partition, offset, place in the record's list.
struct LetterId {
  std::string topic;
  int32_t partition = 0;
  int64_t offset = 0;
  int32_t index = 0;
  auto operator<=>(const LetterId&) const = default;
};
std::string to_text(const LetterId& id);
// Errors: kInvalidArgument. A missing index is 0.
Result<LetterId> parse_letter_id(std::string_view text);
LetterId id_of(const model::DeadLetter& letter);

struct ReplayReport {
  struct Refused {
    LetterId id;
    std::string reason;
  };
  int64_t rows = 0;              // Now in the table.
  int64_t duplicates = 0;        // They were there already.
  int64_t done_before = 0;       // Put into the table by a replay that did not end.
  std::vector<Refused> refused;  // Still dead letters.
};

class LetterBox {
 public:
  // All outlive it.
  LetterBox(const StreamConfig& config, query::Engine& engine, OpenTable table)
      : config_(config), engine_(engine), table_(std::move(table)) {}

  // By topic and place. Errors: those of reading the table; none where there is no table.
  Result<std::vector<model::DeadLetter>> letters();
  // Gives the letter other bytes; the old ones stay in the table's older versions and in the log.
  // Errors: kNotFound: no such letter; kInvalidArgument: a list, or not JSON.
  Status edit(const LetterId& id, const std::string& value);
  // Errors: kNotFound: no such letter; kUnavailable: other writers did not let it commit.
  Result<ReplayReport> replay(const std::vector<LetterId>& ids);

 private:
  struct Letter {
    model::DeadLetter letter;
    std::string transaction;  // The id under which its row is committed.
  };

  // What the table says of one of the topics that feed it; replays count as one more, so that the
  // ledger adds up: a letter was counted when it came, and is now a row or a duplicate.
  Progress progress_of(const std::string& topic, const std::string& topic_id) const;
  Result<std::vector<Letter>> find(const std::vector<LetterId>& ids);
  struct Attempt {
    lake::Snapshot snapshot;      // Of the table of rows.
    std::vector<Letter> tried;    // May become rows.
    std::vector<Letter> settled;  // Are rows or duplicates once it has ended well.
    ReplayReport report;
  };
  Attempt sort_out(const std::vector<Letter>& letters, lake::Snapshot snapshot) const;
  Status put_into_table(lake::DeltaTable& table, Attempt* attempt);
  lake::Change change_of(const BatchCounts& counts, const lake::Snapshot& snapshot) const;
  // Replaces the letters' table by what the select over the relation `letters` gives.
  Status rewrite(const std::string& select, const std::string& operation);

  const StreamConfig& config_;
  query::Engine& engine_;
  const OpenTable table_;
};

}  // namespace pinflow::stream
