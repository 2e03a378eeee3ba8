// The routes that programs read: health, metrics, and what the nouns hold.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "eventlog/event_log.h"
#include "http/background.h"
#include "http/change_watch.h"
#include "http/router.h"
#include "metric/live_metrics.h"
#include "runs/run_store.h"
#include "serve/access.h"

namespace pinflow::serve {

// One of the things without which records cannot be accepted: "log", "disk", "lag".
struct ReadyCheck {
  std::string name;
  Status status;
  std::string message = {};  // What there is to tell while all is well.
};

using Ready = std::function<std::vector<ReadyCheck>()>;

// What the routes read. Functions are called on `background`'s thread and may take long.
struct Nouns {
  const eventlog::EventLog* log = nullptr;
  const runs::RunStore* runs = nullptr;
  std::function<Result<std::string>()> cost;  // An estimate, as JSON.
  const metric::LiveMetrics* metrics = nullptr;
  http::ChangeWatch* metric_watch = nullptr;  // Of the metrics' changes.
  std::string_view described;                 // assets/api.json, for /openapi.json.
  Access* access = nullptr;                   // Whose listeners they are; null: everybody's.
  http::Guard guard = {};                     // Asked before whatever tells of the data.
};

// Adds what every pinflow answers, whichever parts it runs: /health/live, /health/ready, /metrics.
// They are everybody's: they tell no name and no record of a user's. `router` and `background`
// outlive the server; `ready` is called on the latter's thread and may take long.
void add_probe_routes(http::Router& router, const Ready& ready, http::Background& background);

// Adds /v1/topics, /v1/places, /v1/parts, /v1/metrics, /v1/cost and /openapi.json. `router`,
// `nouns` and `background` outlive the server. The description is everybody's.
void add_routes(http::Router& router, const Nouns& nouns, http::Background& background);

// {"ready":…,"checks":[{"name","ok","message"}]}: 200, or 503 with what is wrong.
http::Response ready_response(const std::vector<ReadyCheck>& checks);

// What connectors, streams and the DAG say of themselves. Errors: kUnavailable.
Result<std::string> parts_json(const runs::RunStore& runs);

// One object for each topic: name, id, partitions with their offsets.
std::string topics_json(const eventlog::EventLog& log);

// {"file":…,"position":…,"size_bytes":…}: where a record lies in the log.
// Errors: those of EventLog::locate().
Result<std::string> place_json(const eventlog::EventLog& log, const model::TopicPartition& of,
                               model::Offset offset);

}  // namespace pinflow::serve
