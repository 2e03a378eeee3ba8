// add_letter_routes(): dead letters to look at, mend and put into their tables.
//
//   GET  /v1/dead-letters                                      ?table=&reason=&limit=
//   PUT  /v1/dead-letters/{topic}/{partition}/{offset}/{index} {"value": "…"}
//   POST /v1/dead-letters/replay                               {"ids": ["…"]} or {"reason": "…"}
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "query/engine.h"
#include "serve/desk.h"

namespace pinflow::serve {

struct LetterQuestion {
  std::string table;   // A part of the table's name; "" : all.
  std::string reason;  // A part of the reason; "" : all.
  size_t count_max = 200;
};

struct ReplayOutcome {
  struct Refused {
    std::string id;
    std::string reason;
  };
  int64_t rows = 0;        // Are in their tables now.
  int64_t duplicates = 0;  // Were there already.
  std::vector<Refused> refused;
};

// The dead letters of the data folder, by ids such as "demo.pin/0/17/0".
struct Letters {
  // Columns table, id, reason, recorded_at, value. Errors: those of reading.
  std::function<Result<query::Table>(const LetterQuestion& question)> list;
  // Errors: kNotFound; kInvalidArgument: it cannot be mended, or `value` is no JSON row.
  std::function<Status(const std::string& id, const std::string& value)> edit;
  // Errors: as above; kUnavailable.
  std::function<Result<ReplayOutcome>(const std::vector<std::string>& ids)> replay;
  std::function<Result<ReplayOutcome>(const std::string& reason)> replay_reason;
};

void add_letter_routes(Desk& desk, const Letters& letters);

}  // namespace pinflow::serve
