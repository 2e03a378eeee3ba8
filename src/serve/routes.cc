#include "serve/routes.h"

#include <charconv>

#include "json/writer.h"
#include "model/text_value.h"
#include "serve/metric_stream.h"
#include "serve/openapi.h"
#include "telemetry/metrics.h"

namespace pinflow::serve {
namespace {

using http::Request;
using http::Response;
using http::Task;

Response error_response(const Status& error) {
  bool is_missing = error.code() == Code::kNotFound || error.code() == Code::kOutOfRange;
  return Response::error(is_missing ? 404 : 503, error.message());
}

Task<Response> answer_from(http::Background* background, std::function<Response()> answer) {
  auto answering =
      http::run_in<Response>(*background, [answer]() -> Result<Response> { return answer(); });
  Result<Response> response = co_await answering;
  co_return response.ok() ? std::move(*response) : error_response(response.status());
}

Task<Response> run_at_once(std::function<Response()> answer) { co_return answer(); }

// A handler for work that takes a while: it runs in the background, the connection waits.
http::Handler in_background(http::Background& background, const std::function<Response()>& work) {
  return [&background, work](const Request&) { return answer_from(&background, work); };
}

http::Handler at_once(const std::function<Response()>& answer) {
  return [answer](const Request&) { return run_at_once(answer); };
}

std::string tables_json(const Nouns& nouns, const std::vector<std::string>& names) {
  json::Writer writer;
  writer.begin_array();
  for (const std::string& name : names) {
    writer.begin_object().member("name", name);
    Result<lake::DeltaTable*> table = nouns.table(name);
    Result<lake::Snapshot> snapshot =
        table.ok() ? (*table)->snapshot() : Result<lake::Snapshot>(table.status());
    if (snapshot.ok()) {
      int64_t size_bytes = 0;
      for (const lake::DataFile& file : snapshot->files) size_bytes += file.size_bytes;
      writer.member("version", model::to_int64(snapshot->version));
      writer.member("rows", snapshot->row_count());
      writer.member("files", static_cast<int64_t>(snapshot->files.size()));
      writer.member("size_bytes", size_bytes);
    } else {
      writer.member("error", snapshot.status().message());
    }
    writer.end_object();
  }
  writer.end_array();
  return writer.take();
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

std::string runs_json(const std::vector<runs::Run>& all) {
  json::Writer writer;
  writer.begin_array();
  for (const runs::Run& run : all) {
    writer.begin_object().member("id", static_cast<int64_t>(run.id)).member("dag", run.dag);
    writer.member("trigger", run.trigger).member("state", runs::state_name(run.state));
    writer.member("created_at_ms", to_int64(run.created_at));
    writer.key("tasks").begin_array();
    for (const runs::TaskRun& task : run.tasks) {
      writer.begin_object().member("task", task.task);
      writer.member("state", runs::state_name(task.state)).member("attempt", task.attempt);
      writer.member("message", task.message).end_object();
    }
    writer.end_array().end_object();
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
  events.stream = metric_stream(*nouns.metrics, *nouns.metric_watch, user_id, name, row_count_max);
  return events;
}

Task<Response> answer_metric(const Nouns* nouns, const Request* request) {
  co_return metric_response(*nouns, *request);
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

void add_routes(http::Router& router, const Nouns& nouns, http::Background& background) {
  router.add("GET", "/health/live", at_once([] { return Response::json(200, "{\"live\":true}"); }));
  router.add("GET", "/health/ready", at_once([&nouns] {
               Status ready = nouns.ready();
               return ready.ok() ? Response::json(200, "{\"ready\":true}") : error_response(ready);
             }));
  router.add("GET", "/metrics", at_once([] {
               return Response{200, "text/plain; version=0.0.4", telemetry::prometheus_text(), {}};
             }));
  router.add("GET", "/v1/topics",
             at_once([&nouns] { return Response::json(200, topics_json(*nouns.log)); }));
  router.add("GET", "/v1/places/{topic}/{partition}/{offset}", [&](const Request& request) {
    auto of = std::make_shared<Request>(request);
    return answer_from(&background, [&nouns, of] { return place_answer(*nouns.log, *of); });
  });
  router.add("GET", "/v1/tables", in_background(background, [&nouns] {
               Result<std::vector<std::string>> names = nouns.table_names();
               if (!names.ok()) return error_response(names.status());
               return Response::json(200, tables_json(nouns, *names));
             }));
  router.add("GET", "/v1/parts", in_background(background, [&nouns] {
               Result<std::vector<runs::PartState>> parts = nouns.runs->parts();
               if (!parts.ok()) return error_response(parts.status());
               return Response::json(200, parts_json(*parts));
             }));
  router.add("GET", "/v1/runs", in_background(background, [&nouns] {
               Result<std::vector<runs::Run>> all = nouns.runs->runs("", 100);
               if (!all.ok()) return error_response(all.status());
               return Response::json(200, runs_json(*all));
             }));
  router.add("GET", "/v1/cost", in_background(background, [&nouns] {
               Result<std::string> json = nouns.cost();
               return json.ok() ? Response::json(200, std::move(*json))
                                : error_response(json.status());
             }));
  router.add("GET", "/v1/metrics",
             at_once([&nouns] { return Response::json(200, nouns.metrics->list_json()); }));
  router.add("GET", "/v1/metrics/{name}",
             [&nouns](const Request& request) { return answer_metric(&nouns, &request); });
  router.add("GET", "/ui/", in_background(background, [&nouns] {
               Result<std::string> page = nouns.report();
               if (!page.ok()) return error_response(page.status());
               return Response{200,
                               "text/html; charset=utf-8",
                               std::move(*page),
                               {{"Content-Security-Policy",
                                 "default-src 'none'; style-src 'unsafe-inline'; img-src data:"}}};
             }));
  router.add("GET", "/openapi.json",
             at_once([&router] { return Response::json(200, openapi_json(router)); }));
}

}  // namespace pinflow::serve
