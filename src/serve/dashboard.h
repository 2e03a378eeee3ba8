// Dashboard: everything that the pages under /ui/ read and do, put behind one guard.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "eventlog/event_log.h"
#include "http/change_watch.h"
#include "metric/live_metrics.h"
#include "runs/run_store.h"
#include "serve/access.h"
#include "serve/lake_routes.h"
#include "serve/letter_routes.h"
#include "serve/notebook_routes.h"
#include "serve/object_routes.h"
#include "serve/page_routes.h"
#include "serve/pulse.h"
#include "serve/record_routes.h"
#include "serve/run_routes.h"
#include "serve/sql_routes.h"

namespace pinflow::serve {

using MakeText = std::function<Result<std::string>()>;

// What the pages ask of the rest of the program. Functions may take long.
struct DashboardNouns {
  const eventlog::EventLog* log = nullptr;
  const runs::RunStore* runs = nullptr;
  const metric::LiveMetrics* metrics = nullptr;
  LakeAccess lake;
  ObjectAccess objects;
  SqlAccess sql;
  Letters letters;
  RunControl control;
  TraceRecord trace;
  FindPage find_page;
  MakeText report;                  // The answers as one page without scripts.
  MakeText ledger;                  // JSON, as of `pinflow audit --json`.
  MakeText lags;                    // JSON: how far each part is behind the log.
  std::filesystem::path notebooks;  // Their folder.
  // GET routes whose JSON app/ makes: {"/v1/settings", …}.
  std::vector<std::pair<std::string, MakeText>> texts;
  Access* access = nullptr;
  http::Guard sign_in_limit;  // Asked before a key is looked at.
};

class Dashboard {
 public:
  explicit Dashboard(DashboardNouns nouns);
  ~Dashboard();

  // Adds /ui/, /v1/events and the routes of the headers above. It outlives the server, as do
  // `router` and `background`. `guard` is asked before everything but the pages themselves.
  void add_routes(http::Router& router, http::Background& background, const http::Guard& guard);

 private:
  const DashboardNouns nouns_;
  Notebooks notebooks_;
  Pulse pulse_;
  http::ChangeWatch watch_;
};

// What came into each topic: {"at_ms":…,"topics":[{"name","records","begin","last_minute"}]}.
std::string arrivals_json(const eventlog::EventLog& log, UnixMillis now);

}  // namespace pinflow::serve
