// The routes that programs read: health, metrics, and what the nouns hold.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "eventlog/event_log.h"
#include "http/background.h"
#include "http/change_watch.h"
#include "http/router.h"
#include "metric/live_metrics.h"
#include "runs/run_store.h"

namespace pinflow::serve {

// What the routes read. Functions are called on `background`'s thread and may take long.
struct Nouns {
  const eventlog::EventLog* log = nullptr;
  const runs::RunStore* runs = nullptr;
  std::function<Status()> ready;              // OK when records can be accepted.
  std::function<Result<std::string>()> cost;  // An estimate, as JSON.
  const metric::LiveMetrics* metrics = nullptr;
  http::ChangeWatch* metric_watch = nullptr;  // Of the metrics' changes.
  std::string_view described;                 // assets/api.json, for /openapi.json.
};

// Adds /health/live, /health/ready, /metrics, /v1/topics, /v1/places, /v1/parts, /v1/metrics,
// /v1/cost and /openapi.json. `router`, `nouns` and `background` outlive the server.
void add_routes(http::Router& router, const Nouns& nouns, http::Background& background);

// What connectors, streams and the DAG say of themselves. Errors: kUnavailable.
Result<std::string> parts_json(const runs::RunStore& runs);

// One object for each topic: name, id, partitions with their offsets.
std::string topics_json(const eventlog::EventLog& log);

// {"file":…,"position":…,"size_bytes":…}: where a record lies in the log.
// Errors: those of EventLog::locate().
Result<std::string> place_json(const eventlog::EventLog& log, const model::TopicPartition& of,
                               model::Offset offset);

}  // namespace pinflow::serve
