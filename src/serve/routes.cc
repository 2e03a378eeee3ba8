#include "serve/routes.h"

#include <charconv>

#include "json/writer.h"
#include "model/text_value.h"
#include "serve/desk.h"
#include "serve/metric_stream.h"
#include "serve/openapi.h"
#include "telemetry/metrics.h"

namespace pinflow::serve {
namespace {

using http::Request;
using http::Response;
using http::Task;

Task<Response> run_at_once(std::function<Response()> answer) { co_return answer(); }

http::Handler at_once(const std::function<Response()>& answer) {
  return [answer](const Request&) { return run_at_once(answer); };
}

std::string parts_json(const std::vector<runs::PartState>& parts) {
  json::Writer writer;
  writer.begin_array();
  for (const runs::PartState& part : parts) {
    writer.begin_object().member("part", part.part).member("state", part.state);
    writer.member("message", part.message);
    writer.member("updated_at_ms", to_int64(part.updated_at)).end_object();
  }
  writer.end_array();
  return writer.take();
}

// Whether a browser's EventSource asks, or who wants the same.
bool wants_events(const Request& request) {
  return request.header("Accept").value_or("").find("text/event-stream") != std::string_view::npos;
}

// ?user_id= (default: the first of those whose streams feed it) and ?limit= (default: 100).
Response metric_response(const Nouns& nouns, const Request& request) {
  const std::string name(request.parameter("name"));
  const std::string user_id(request.query_value("user_id").value_or(""));
  const std::string_view limit = request.query_value("limit").value_or("");
  constexpr size_t kRowsDefault = 100;
  size_t row_count_max = kRowsDefault;
  auto [end, error] = std::from_chars(limit.data(), limit.data() + limit.size(), row_count_max);
  if (!limit.empty() && (error != std::errc() || end != limit.data() + limit.size())) {
    return Response::error(400, "limit: not a number");
  }
  Result<std::string> json = nouns.metrics->json(user_id, name, row_count_max);
  if (!json.ok()) return error_response(json.status());
  if (!wants_events(request)) return Response::json(200, std::move(*json));
  Response events{200, "text/event-stream", "", {{"Cache-Control", "no-store"}}};
  auto stays = nouns.access ? nouns.access->stays(request) : [] { return true; };
  events.stream = metric_stream(*nouns.metrics, *nouns.metric_watch, user_id, name, row_count_max,
                                std::move(stays));
  return events;
}

Response place_answer(const eventlog::EventLog& log, const Request& request) {
  auto partition = model::text_to_integer(request.parameter("partition"));
  auto offset = model::text_to_integer(request.parameter("offset"));
  if (!partition || !offset || *partition != static_cast<int32_t>(*partition)) {
    return error_response(Status(Code::kNotFound, "partition and offset are numbers"));
  }
  auto place = place_json(
      log,
      {std::string(request.parameter("topic")), model::Partition{static_cast<int32_t>(*partition)}},
      model::Offset{*offset});
  return place.ok() ? Response::json(200, *place) : error_response(place.status());
}

}  // namespace

std::string topics_json(const eventlog::EventLog& log) {
  json::Writer writer;
  writer.begin_array();
  for (const eventlog::Topic& topic : log.topics()) {
    writer.begin_object().member("name", topic.name).member("id", topic.id);
    writer.member("created_at_ms", to_int64(topic.created_at));
    writer.key("partitions").begin_array();
    for (int32_t number = 0; number < topic.config.partition_count; ++number) {
      auto range = log.offsets({topic.name, model::Partition{number}});
      if (!range.ok()) continue;  // Deleted meanwhile.
      writer.begin_object().member("partition", number);
      writer.member("begin_offset", model::to_int64(range->begin));
      writer.member("end_offset", model::to_int64(range->end)).end_object();
    }
    writer.end_array().end_object();
  }
  writer.end_array();
  return writer.take();
}

Result<std::string> place_json(const eventlog::EventLog& log, const model::TopicPartition& of,
                               model::Offset offset) {
  TRY_ASSIGN(eventlog::RecordPlace place, log.locate(of, offset));
  json::Writer writer;
  writer.begin_object().member("file", place.file).member("position", place.position);
  writer.member("size_bytes", place.size_bytes).end_object();
  return writer.take();
}

Response ready_response(const std::vector<ReadyCheck>& checks) {
  const ReadyCheck* failed = nullptr;
  json::Writer list;
  list.begin_array();
  for (const ReadyCheck& check : checks) {
    bool ok = check.status.ok();
    if (!ok && failed == nullptr) failed = &check;
    list.begin_object().member("name", check.name).member("ok", ok);
    list.member("message", ok ? check.message : check.status.message()).end_object();
  }
  list.end_array();
  json::Writer writer;
  writer.begin_object().member("ready", failed == nullptr);
  if (failed != nullptr) {
    writer.member("error_code", 503);
    writer.member("message", failed->name + ": " + failed->status.message());
  }
  writer.key("checks").raw(list.text()).end_object();
  return Response::json(failed == nullptr ? 200 : 503, writer.take());
}

Result<std::string> parts_json(const runs::RunStore& runs) {
  TRY_ASSIGN(std::vector<runs::PartState> parts, runs.parts());
  return parts_json(parts);
}

void add_probe_routes(http::Router& router, const Ready& ready, http::Background& background) {
  router.add("GET", "/health/live", at_once([] { return Response::json(200, "{\"live\":true}"); }));
  Desk everybodys(router, background);
  everybodys.add("GET", "/health/ready",
                 [ready](const Request&) { return ready_response(ready()); });
  router.add("GET", "/metrics", at_once([] {
               return Response{200, "text/plain; version=0.0.4", telemetry::prometheus_text(), {}};
             }));
}

void add_routes(http::Router& router, const Nouns& nouns, http::Background& background) {
  Desk desk(router, background, nouns.guard);
  desk.add_at_once("GET", "/v1/topics", [&nouns](const Request&) {
    return Response::json(200, topics_json(*nouns.log));
  });
  desk.add("GET", "/v1/places/{topic}/{partition}/{offset}",
           [&nouns](const Request& request) { return place_answer(*nouns.log, request); });
  desk.add("GET", "/v1/parts",
           [&nouns](const Request&) { return json_response(parts_json(*nouns.runs)); });
  desk.add("GET", "/v1/cost", [&nouns](const Request&) { return json_response(nouns.cost()); });
  desk.add_at_once("GET", "/v1/metrics", [&nouns](const Request&) {
    return Response::json(200, nouns.metrics->list_json());
  });
  desk.add_at_once("GET", "/v1/metrics/{name}",
                   [&nouns](const Request& request) { return metric_response(nouns, request); });
  router.add("GET", "/openapi.json", at_once([&router, &nouns] {
               return Response::json(200, openapi_json(router, nouns.described));
             }));
}

}  // namespace pinflow::serve
