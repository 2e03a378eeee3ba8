#include "sink/routes.h"

#include "sink/connector_routes.h"
#include "sink/offset_routes.h"
#include "sink/plugin_routes.h"

namespace pinflow::sink {
namespace {

using http::Request;
using http::Response;
using http::Task;

// What a route does. It may wait for a slow bucket.
using Answer = Response (*)(const ConnectCall& call);

// The request is copied, since its connection may be gone before the answer is there.
Task<Response> answer_in_background(http::Background* background, Worker* worker,
                                    const RouteOptions* options, Answer answer,
                                    const Request* request) {
  if (options->guard) {
    if (auto refused = options->guard(*request)) co_return *refused;
  }
  auto answering = http::run_in<Response>(
      *background, [worker, options, answer, copy = *request]() -> Result<Response> {
        return answer({*worker, copy, options->worker_id});
      });
  Result<Response> response = co_await answering;
  co_return response.ok() ? std::move(*response) : connect_error(response.status());
}

}  // namespace

void add_routes(http::Router& router, Worker& worker, http::Background& background,
                const RouteOptions& options) {
  auto kept = std::make_shared<const RouteOptions>(options);
  auto add = [&](const char* method, const char* pattern, Answer answer) {
    router.add(method, pattern, [&worker, &background, kept, answer](const Request& request) {
      return answer_in_background(&background, &worker, kept.get(), answer, &request);
    });
  };
  add("GET", "/connectors", list_connectors);
  add("POST", "/connectors", create_connector);
  add("GET", "/connectors/{connector}", get_connector);
  add("DELETE", "/connectors/{connector}", delete_connector);
  add("GET", "/connectors/{connector}/config", get_config);
  add("PUT", "/connectors/{connector}/config", put_config);
  add("PATCH", "/connectors/{connector}/config", patch_config);
  add("GET", "/connectors/{connector}/status", get_status);
  add("PUT", "/connectors/{connector}/pause", pause_connector);
  add("PUT", "/connectors/{connector}/resume", resume_connector);
  add("PUT", "/connectors/{connector}/stop", stop_connector);
  add("POST", "/connectors/{connector}/restart", restart_connector);
  add("GET", "/connectors/{connector}/topics", get_topics);
  add("PUT", "/connectors/{connector}/topics/reset", reset_topics);
  add("GET", "/connectors/{connector}/tasks", list_tasks);
  add("GET", "/connectors/{connector}/tasks/{task}/status", get_task_status);
  add("POST", "/connectors/{connector}/tasks/{task}/restart", restart_task);
  add("GET", "/connectors/{connector}/offsets", get_offsets);
  add("PATCH", "/connectors/{connector}/offsets", alter_offsets);
  add("DELETE", "/connectors/{connector}/offsets", reset_offsets);
  add("GET", "/connector-plugins", list_plugins);
  add("GET", "/connector-plugins/{plugin}/config", get_plugin_config);
  add("PUT", "/connector-plugins/{plugin}/config/validate", validate_config);
}

}  // namespace pinflow::sink
