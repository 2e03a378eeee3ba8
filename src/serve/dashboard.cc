#include "serve/dashboard.h"

#include <algorithm>

#include "json/writer.h"
#include "serve/event_stream.h"
#include "serve/routes.h"
#include "serve/session_routes.h"

namespace pinflow::serve {
namespace {

using http::Request;
using http::Response;
using std::chrono::milliseconds;

constexpr std::chrono::minutes kRecently{1};
// Runs that the event stream tells of; /v1/runs has all.
constexpr size_t kRunsTold = 30;

Result<std::string> newest_runs(const runs::RunStore& store) {
  TRY_ASSIGN(std::vector<runs::Run> newest, store.runs("", kRunsTold));
  return runs_json(newest);
}

std::string changes_json(const metric::LiveMetrics& metrics) {
  return json::Writer()
      .begin_object()
      .member("changes", metrics.change_count())
      .end_object()
      .take();
}

// The ledger, made anew only when a record came or a table changed since: it reads all tables.
class LedgerLook {
 public:
  explicit LedgerLook(const DashboardNouns& nouns) : nouns_(&nouns) {}

  Result<std::string> operator()() {
    TRY_ASSIGN(std::string tables, tables_json(nouns_->lake));
    std::string now = topics_json(*nouns_->log) + tables;
    if (now == seen_ && ledger_.ok()) return ledger_;
    seen_ = std::move(now);
    ledger_ = nouns_->ledger();
    return ledger_;
  }

 private:
  const DashboardNouns* nouns_;
  std::string seen_;
  Result<std::string> ledger_ = std::string();
};

// What is dear to look up is looked up less often.
std::vector<Beat> beats(const DashboardNouns& nouns) {
  return {{"topics", [&nouns] { return arrivals_json(*nouns.log, system_clock().now()); },
           milliseconds(1000)},
          {"parts", [&nouns] { return parts_json(*nouns.runs); }, milliseconds(1000)},
          {"runs", [&nouns] { return newest_runs(*nouns.runs); }, milliseconds(1000)},
          {"metrics", [&nouns] { return changes_json(*nouns.metrics); }, milliseconds(1000)},
          {"lags", [&nouns] { return nouns.lags(); }, milliseconds(2000)},
          {"tables", [&nouns] { return tables_json(nouns.lake); }, milliseconds(2000)},
          {"ledger", LedgerLook(nouns), milliseconds(5000)}};
}

Response page_of(const MakeText& make) {
  Result<std::string> page = make();
  if (!page.ok()) return error_response(page.status());
  return Response{200,
                  "text/html; charset=utf-8",
                  std::move(*page),
                  {{"Content-Security-Policy",
                    "default-src 'none'; style-src 'unsafe-inline'; img-src data:"}}};
}

Response events_response(Pulse& pulse, http::ChangeWatch& watch, std::function<bool()> stays) {
  Response events{200, "text/event-stream", "", {{"Cache-Control", "no-store"}}};
  events.stream = event_stream(pulse, watch, std::move(stays));
  return events;
}

// What /ui/ says of a program that was built where no Node was.
http::Task<Response> no_pages() {
  co_return page_of([] {
    return Result<std::string>(
        "<!doctype html><html lang=\"en\"><title>pinflow</title>"
        "<h1>This pinflow was built without its dashboard</h1>"
        "<p>Where it was built: <code>./dev setup</code> finds or fetches a Node, and "
        "<code>./dev build</code> puts the pages into the program.</p>"
        "<p><a href=\"/ui/report\">The report</a> of the tables is here without it.</p>");
  });
}

}  // namespace

std::string arrivals_json(const eventlog::EventLog& log, UnixMillis now) {
  json::Writer writer;
  writer.begin_object().member("at_ms", to_int64(now)).key("topics").begin_array();
  for (const eventlog::Topic& topic : log.topics()) {
    int64_t begin = 0, end = 0, recent = 0;
    for (int32_t number = 0; number < topic.config.partition_count; ++number) {
      const model::TopicPartition of{topic.name, model::Partition{number}};
      auto range = log.offsets(of);
      if (!range.ok()) continue;  // Deleted meanwhile.
      begin += to_int64(range->begin);
      end += to_int64(range->end);
      auto first = log.offset_at(of, now - kRecently);
      if (first.ok()) recent += range->end - std::min(*first, range->end);
    }
    writer.begin_object()
        .member("name", topic.name)
        .member("partitions", topic.config.partition_count);
    writer.member("begin", begin).member("end", end).member("last_minute", recent).end_object();
  }
  return writer.end_array().end_object().take();
}

Dashboard::Dashboard(DashboardNouns nouns)
    : nouns_(std::move(nouns)),
      notebooks_(nouns_.notebooks),
      pulse_(beats(nouns_)),
      watch_({[this] { return pulse_.change_count(); },
              [this](uint64_t seen, milliseconds timeout) {
                pulse_.wait_for_change(seen, timeout);
              }}) {}

Dashboard::~Dashboard() = default;

void Dashboard::add_routes(http::Router& router, http::Background& background,
                           const http::Guard& guard) {
  Desk desk(router, background, guard);
  desk.add("GET", "/ui/report", [this](const Request&) { return page_of(nouns_.report); });
  add_session_routes(router, *nouns_.access, nouns_.sign_in_limit);
  add_page_routes(router, nouns_.find_page, [](Request&) { return no_pages(); });
  desk.add_at_once("GET", "/v1/events", [this](const Request& request) {
    return events_response(pulse_, watch_, nouns_.access->stays(request));
  });
  desk.add("GET", "/v1/ledger", [this](const Request&) { return json_response(nouns_.ledger()); });
  desk.add("GET", "/v1/lags", [this](const Request&) { return json_response(nouns_.lags()); });
  for (const auto& text : nouns_.texts) {
    desk.add("GET", text.first,
             [make = text.second](const Request&) { return json_response(make()); });
  }
  add_lake_routes(desk, nouns_.lake);
  add_object_routes(desk, nouns_.objects);
  add_sql_routes(desk, nouns_.sql);
  add_notebook_routes(desk, notebooks_);
  add_record_routes(desk, *nouns_.log, nouns_.trace);
  add_letter_routes(desk, nouns_.letters);
  add_run_routes(desk, *nouns_.runs, nouns_.control);
}

}  // namespace pinflow::serve
