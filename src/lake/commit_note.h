// CommitNote: the counts that each commit of a step carries, from which the ledger is summed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace pinflow::lake {

struct CommitNote {
  bool replaces = false;  // The commit overwrote the table: older notes no longer count.
  std::map<std::string, int64_t> counts;
  // Which records are in it: "<topic>/<partition>" -> first offset, and the one after the last.
  std::map<std::string, std::pair<int64_t, int64_t>> ranges = {};
  // JSON values of what the writer keeps beside the rows, "" where there is none: all of it as it
  // was before the commit, and what the commit adds. Clean-up of the log spares the newest `state`
  // and the commits after it.
  std::string state = "";
  std::string change = "";
  bool operator==(const CommitNote&) const = default;
};

// {"replaces": false, "rows": 12, "ranges": {"demo.pin/0": [100, 112]}, "change": …}
std::string to_json(const CommitNote& note);
// What another program wrote, or nobody, is a note without counts.
CommitNote parse_note(std::string_view json);

}  // namespace pinflow::lake
