#include "serve/run_routes.h"

#include <optional>

#include "json/writer.h"

namespace pinflow::serve {
namespace {

using http::Request;
using http::Response;
using runs::RunId;

constexpr int64_t kRunsMax = 1000;

void write_time(std::string_view name, const std::optional<UnixMillis>& time,
                json::Writer* writer) {
  writer->key(name);
  time ? writer->value(to_int64(*time)) : writer->null();
}

void write_run(const runs::Run& run, json::Writer* writer) {
  writer->begin_object().member("id", static_cast<int64_t>(run.id)).member("dag", run.dag);
  writer->member("trigger", run.trigger).member("state", runs::state_name(run.state));
  writer->member("created_at_ms", to_int64(run.created_at));
  write_time("ended_at_ms", run.ended_at, writer);
  writer->key("parameters").begin_object();
  for (const auto& [name, value] : run.parameters) writer->member(name, value);
  writer->end_object().key("tasks").begin_array();
  for (const runs::TaskRun& task : run.tasks) {
    writer->begin_object().member("task", task.task);
    writer->member("state", runs::state_name(task.state)).member("attempt", task.attempt);
    write_time("started_at_ms", task.started_at, writer);
    write_time("ended_at_ms", task.ended_at, writer);
    writer->member("message", task.message).end_object();
  }
  writer->end_array().end_object();
}

std::string dag_json(const RunControl& control) {
  json::Writer writer;
  writer.begin_object().member("name", control.dag).member("schedule", control.schedule);
  writer.key("tasks").begin_array();
  for (const model::Task& task : control.tasks) {
    writer.begin_object().member("name", task.name).key("after").begin_array();
    for (const std::string& before : task.after) writer.value(before);
    writer.end_array().end_object();
  }
  writer.end_array().end_object();
  return writer.take();
}

std::string id_json(RunId id) {
  return json::Writer().begin_object().member("id", static_cast<int64_t>(id)).end_object().take();
}

Result<std::string> list(const runs::RunStore& store, const Request& request) {
  TRY_ASSIGN(int64_t limit, query_integer(request, "limit", 100, 1, kRunsMax));
  TRY_ASSIGN(std::vector<runs::Run> all, store.runs("", static_cast<size_t>(limit)));
  return runs_json(all);
}

Result<std::string> show(const runs::RunStore& store, const Request& request) {
  TRY_ASSIGN(int64_t id, path_integer(request, "run"));
  TRY_ASSIGN(runs::Run run, store.run(RunId{id}));
  json::Writer writer;
  write_run(run, &writer);
  return writer.take();
}

Result<std::string> show_log(const runs::RunStore& store, const Request& request) {
  TRY_ASSIGN(int64_t id, path_integer(request, "run"));
  TRY_ASSIGN(std::vector<std::string> lines, store.log(RunId{id}, request.parameter("task")));
  json::Writer writer;
  writer.begin_array();
  for (const std::string& line : lines) writer.value(line);
  return writer.end_array().take();
}

Result<std::string> start(const RunControl& control, const Request& request) {
  json::Parser parser;
  TRY_ASSIGN(json::Element body, body_object(request, parser));
  RunParameters parameters;
  std::vector<std::string> tasks;
  if (auto given = body["parameters"]) {
    given->each_member([&](std::string_view name, json::Element value) {
      if (auto text = value.as_string()) parameters[std::string(name)] = *text;
      return true;
    });
  }
  if (auto named = body["tasks"]) {
    named->each_element([&](json::Element task) {
      tasks.emplace_back(task.as_string().value_or(""));
      return true;
    });
  }
  TRY_ASSIGN(RunId id, control.start(parameters, tasks));
  return id_json(id);
}

// A new run, so that the one that failed stays to be looked at.
Result<std::string> retry(const runs::RunStore& store, const RunControl& control,
                          const Request& request) {
  TRY_ASSIGN(int64_t id, path_integer(request, "run"));
  TRY_ASSIGN(runs::Run run, store.run(RunId{id}));
  if (!runs::is_final(run.state)) {
    return Status(Code::kAlreadyExists, "the run has not ended: cancel it, or wait");
  }
  std::vector<std::string> tasks;
  for (const runs::TaskRun& task : run.tasks) {
    if (task.state != runs::State::kSucceeded) tasks.push_back(task.task);
  }
  TRY_ASSIGN(RunId retried, control.start(run.parameters, tasks));
  return id_json(retried);
}

Result<std::string> cancel(const RunControl& control, const Request& request) {
  TRY_ASSIGN(int64_t id, path_integer(request, "run"));
  TRY(control.cancel(RunId{id}));
  return id_json(RunId{id});
}

Result<std::string> set_paused(const RunControl& control, bool paused) {
  TRY(control.set_paused(paused));
  return json::Writer().begin_object().member("paused", paused).end_object().take();
}

Result<std::string> backfill(const RunControl& control, const Request& request) {
  json::Parser parser;
  TRY_ASSIGN(json::Element body, body_object(request, parser));
  TRY_ASSIGN(std::string from, text_member(body, "from"));
  TRY_ASSIGN(std::string to, text_member(body, "to"));
  TRY_ASSIGN(Backfilled done, control.backfill(from, to));
  json::Writer writer;
  writer.begin_object().key("runs").begin_array();
  for (RunId id : done.queued) writer.value(static_cast<int64_t>(id));
  writer.end_array().member("succeeded_before", done.succeeded_before);
  return writer.member("under_way", done.under_way).end_object().take();
}

}  // namespace

std::string runs_json(const std::vector<runs::Run>& runs) {
  json::Writer writer;
  writer.begin_array();
  for (const runs::Run& run : runs) write_run(run, &writer);
  return writer.end_array().take();
}

void add_run_routes(Desk& desk, const runs::RunStore& runs, const RunControl& control) {
  desk.add("GET", "/v1/dag",
           [control](const Request&) { return json_response(dag_json(control)); });
  for (bool paused : {true, false}) {
    desk.add(
        "POST", paused ? "/v1/dag/pause" : "/v1/dag/resume",
        [control, paused](const Request&) { return json_response(set_paused(control, paused)); });
  }
  desk.add("POST", "/v1/dag/backfill",
           [control](const Request& request) { return json_response(backfill(control, request)); });
  desk.add("GET", "/v1/runs",
           [&runs](const Request& request) { return json_response(list(runs, request)); });
  desk.add("GET", "/v1/runs/{run}",
           [&runs](const Request& request) { return json_response(show(runs, request)); });
  desk.add("GET", "/v1/runs/{run}/tasks/{task}/log",
           [&runs](const Request& request) { return json_response(show_log(runs, request)); });
  desk.add("POST", "/v1/runs",
           [control](const Request& request) { return json_response(start(control, request)); });
  desk.add("POST", "/v1/runs/{run}/retry", [&runs, control](const Request& request) {
    return json_response(retry(runs, control, request));
  });
  desk.add("POST", "/v1/runs/{run}/cancel",
           [control](const Request& request) { return json_response(cancel(control, request)); });
}

}  // namespace pinflow::serve
