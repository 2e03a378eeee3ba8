// render_report(): the answers of one user's data as a page that needs nothing else: no script, no
// network, light and dark.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/pipeline.h"
#include "query/engine.h"

namespace pinflow::serve {

struct Answer {
  const model::Query* query = nullptr;
  query::Table table;
};

struct Report {
  std::string pipeline;
  std::string user_id;
  std::string ledger;  // "accepted N = tables N1 + duplicates N2 + dead letters N3"
  UnixMillis made_at{};
  std::vector<Answer> answers;
};

// `world_map` is assets/world_map.json.
std::string render_report(const Report& report, std::string_view world_map);

}  // namespace pinflow::serve
