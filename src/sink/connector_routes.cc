#include "sink/connector_routes.h"

#include <algorithm>
#include <charconv>

#include "json/document.h"
#include "json/writer.h"
#include "sink/connect_json.h"
#include "sink/properties_json.h"
#include "sink/validation.h"

namespace pinflow::sink {
namespace {

using http::Response;

Response bad_request(const std::string& message) { return Response::error(400, message); }

Response info_answer(const ConnectCall& call, const std::string& name, int status) {
  auto running = call.worker.find(name);
  if (!running.ok()) return connect_error(running.status());
  Response response = Response::json(status, info_json(*running));
  if (status == 201) response.headers.emplace_back("Location", "/connectors/" + name);
  return response;
}

// What a name may not have: it is part of a path, of a file's name and of log lines.
bool is_good_name(std::string_view name) {
  auto is_odd = [](unsigned char letter) { return letter < ' ' || letter == '/'; };
  return !name.empty() && name.size() <= 200 && std::ranges::none_of(name, is_odd);
}

// Nothing when the properties make a connector of this name.
std::optional<Response> refuse(const std::string& name, const Properties& properties) {
  auto named = properties.find("name");
  if (named != properties.end() && named->second != name) {
    return bad_request("Connector name configuration (" + named->second +
                       ") doesn't match connector name in the URL (" + name + ")");
  }
  if (!is_good_name(name)) {
    return bad_request("Connector name '" + name + "': 1 to 200 characters, without '/'");
  }
  std::string errors = explain_errors(properties);
  return errors.empty() ? std::nullopt : std::optional(bad_request(errors));
}

Response configure(const ConnectCall& call, Properties properties) {
  const std::string name = call.connector_name();
  if (auto refused = refuse(name, properties)) return *refused;
  properties["name"] = name;
  Result<bool> is_new = call.worker.configure(name, properties);
  if (!is_new.ok()) return connect_error(is_new.status());
  return info_answer(call, name, *is_new ? 201 : 200);
}

Response set_target(const ConnectCall& call, Target target, int status) {
  auto running = call.find();
  if (!running.ok()) return connect_error(running.status());
  Status set = running->connector->set_target(target);
  return set.ok() ? empty_answer(status) : connect_error(set);
}

Result<Target> parse_initial_state(std::string_view state) {
  if (state == "RUNNING") return Target::kRunning;
  if (state == "PAUSED") return Target::kPaused;
  if (state == "STOPPED") return Target::kStopped;
  return Status(Code::kInvalidArgument, "initial_state: '" + std::string(state) +
                                            "' is not one of RUNNING, PAUSED, STOPPED");
}

std::optional<int32_t> task_number(const ConnectCall& call) {
  std::string_view text = call.request.parameter("task");
  int32_t number = 0;
  auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool whole = error == std::errc() && rest == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

}  // namespace

Response list_connectors(const ConnectCall& call) {
  bool with_info = false;
  bool with_status = false;
  for (const auto& [name, value] : call.request.query) {
    with_info = with_info || (name == "expand" && value == "info");
    with_status = with_status || (name == "expand" && value == "status");
  }
  bool expands = with_info || with_status;
  json::Writer writer;
  expands ? writer.begin_object() : writer.begin_array();
  for (const std::string& name : call.worker.names()) {
    auto running = call.worker.find(name);
    if (!running.ok()) continue;  // Deleted meanwhile.
    if (!expands) {
      writer.value(name);
      continue;
    }
    writer.key(name).begin_object();
    if (with_info) writer.key("info").raw(info_json(*running));
    if (with_status) writer.key("status").raw(status_json(*running->connector, call.worker_id));
    writer.end_object();
  }
  expands ? writer.end_object() : writer.end_array();
  return Response::json(200, writer.take());
}

Response create_connector(const ConnectCall& call) {
  json::Parser parser;
  auto root = parser.parse(call.request.body);
  if (!root.ok()) return bad_request("the body is no JSON: " + root.status().message());
  auto name = (*root)["name"];
  auto config = (*root)["config"];
  if (!name || !name->as_string() || !config) {
    return bad_request(R"(a body such as {"name":"c","config":{"flush.size":"1"}} is wanted)");
  }
  auto properties = read_properties(*config);
  if (!properties.ok()) return connect_error(properties.status().with_context("config"));
  auto state = (*root)["initial_state"];
  auto target = parse_initial_state(state ? state->as_string().value_or("?") : "RUNNING");
  if (!target.ok()) return connect_error(target.status());
  std::string named(*name->as_string());
  if (auto refused = refuse(named, *properties)) return *refused;
  (*properties)["name"] = named;
  Status created = call.worker.create(named, *properties, *target);
  return created.ok() ? info_answer(call, named, 201) : connect_error(created);
}

Response get_connector(const ConnectCall& call) {
  return info_answer(call, call.connector_name(), 200);
}

Response delete_connector(const ConnectCall& call) {
  Status removed = call.worker.remove(call.connector_name());
  return removed.ok() ? empty_answer(204) : connect_error(removed);
}

Response get_config(const ConnectCall& call) {
  auto running = call.find();
  if (!running.ok()) return connect_error(running.status());
  return Response::json(200, properties_json(running->properties));
}

Response put_config(const ConnectCall& call) {
  auto properties = parse_properties_json(call.request.body);
  if (!properties.ok()) return connect_error(properties.status());
  return configure(call, std::move(*properties));
}

Response patch_config(const ConnectCall& call) {
  auto running = call.find();
  if (!running.ok()) return connect_error(running.status());
  Properties& properties = running->properties;
  auto changes = parse_properties_json(call.request.body);
  if (!changes.ok()) return connect_error(changes.status());
  json::Parser parser;
  auto root = parser.parse(call.request.body);
  root->each_member([&](std::string_view name, json::Element value) {
    if (value.is_null()) properties.erase(std::string(name));
    return true;
  });
  for (auto& [name, value] : *changes) properties[name] = std::move(value);
  return configure(call, std::move(properties));
}

Response get_status(const ConnectCall& call) {
  auto running = call.find();
  if (!running.ok()) {
    return Response::error(404, "No status found for connector " + call.connector_name());
  }
  return Response::json(200, status_json(*running->connector, call.worker_id));
}

Response pause_connector(const ConnectCall& call) { return set_target(call, Target::kPaused, 202); }
Response resume_connector(const ConnectCall& call) {
  return set_target(call, Target::kRunning, 202);
}
Response stop_connector(const ConnectCall& call) { return set_target(call, Target::kStopped, 204); }

Response restart_connector(const ConnectCall& call) {
  auto running = call.find();
  if (!running.ok()) return connect_error(running.status());
  running->connector->restart();
  bool with_tasks = call.request.query_value("includeTasks") == "true" ||
                    call.request.query_value("onlyFailed") == "true";
  if (!with_tasks) return empty_answer(204);
  return Response::json(202, status_json(*running->connector, call.worker_id));
}

Response get_topics(const ConnectCall& call) {
  auto running = call.find();
  if (!running.ok()) return connect_error(running.status());
  return Response::json(200, topics_json(*running->connector));
}

Response reset_topics(const ConnectCall& call) {
  auto running = call.find();
  return running.ok() ? empty_answer(200) : connect_error(running.status());
}

Response list_tasks(const ConnectCall& call) {
  auto running = call.find();
  if (!running.ok()) return connect_error(running.status());
  return Response::json(200, tasks_json(*running));
}

Response get_task_status(const ConnectCall& call) {
  auto running = call.find();
  std::optional<int32_t> number = task_number(call);
  std::optional<std::string> json;
  if (running.ok() && number) json = task_status_json(*running->connector, *number, call.worker_id);
  if (json) return Response::json(200, *json);
  return Response::error(404, "No status found for task " + call.connector_name() + "-" +
                                  std::string(call.request.parameter("task")));
}

Response restart_task(const ConnectCall& call) {
  auto running = call.find();
  if (!running.ok()) return connect_error(running.status());
  std::optional<int32_t> number = task_number(call);
  if (!number || !task_status_json(*running->connector, *number, call.worker_id)) {
    return Response::error(404, "Unknown task: " + call.connector_name() + "-" +
                                    std::string(call.request.parameter("task")));
  }
  running->connector->restart(number);
  return empty_answer(204);
}

}  // namespace pinflow::sink
