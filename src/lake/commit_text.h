// The text of a commit file. No I/O.
#pragma once

#include <string>

#include "base/clock.h"
#include "lake/delta_table.h"

namespace pinflow::lake {

// What `change` on top of `read` becomes, one action a line. `txn_id` tells it from the commits
// of others. Errors: kInvalidArgument: the change does not fit the table.
Result<std::string> commit_text(const Snapshot& read, const Change& change,
                                const std::string& txn_id, UnixMillis now);

// The first commit of a table.
std::string creation_text(const model::Schema& schema,
                          const std::map<std::string, std::string>& configuration,
                          const std::string& table_id, const std::string& txn_id, UnixMillis now);

// Whether the change leaves what was there alone and does not depend on it.
bool is_blind_append(const Change& change);

}  // namespace pinflow::lake
