// CommitNote: the counts that each commit of a step carries, from which the ledger is summed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace pinflow::lake {

struct CommitNote {
  bool replaces = false;  // The commit overwrote the table: older notes no longer count.
  std::map<std::string, int64_t> counts;
  bool operator==(const CommitNote&) const = default;
};

// {"replaces": false, "rows": 12, …}
std::string to_json(const CommitNote& note);
// What another program wrote, or nobody, is a note without counts.
CommitNote parse_note(std::string_view json);

}  // namespace pinflow::lake
