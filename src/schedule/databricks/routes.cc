#include "schedule/databricks/routes.h"

#include <algorithm>

#include "http/sha256.h"
#include "json/writer.h"
#include "schedule/databricks/job_routes.h"
#include "schedule/databricks/run_routes.h"

namespace pinflow::schedule::databricks {
namespace {

using http::Request;
using http::Response;
using http::Task;

using Answer = Response (*)(const JobsCall& call);

// pinflow is the one cluster, whatever it is called.
constexpr const char* kClusterId = "pinflow";

void write_cluster(std::string_view id, json::Writer* writer) {
  writer->begin_object().member("cluster_id", id).member("cluster_name", id);
  writer->member("spark_version", "pinflow").member("state", "RUNNING").end_object();
}

Response list_clusters(const JobsCall&) {
  json::Writer writer;
  writer.begin_object().key("clusters").begin_array();
  write_cluster(kClusterId, &writer);
  writer.end_array().end_object();
  return Response::json(200, writer.take());
}

Response get_cluster(const JobsCall& call) {
  auto id = call.arguments.text("cluster_id");
  if (!id.ok()) return jobs_error(id.status());
  json::Writer writer;
  write_cluster(id->value_or(kClusterId), &writer);
  return Response::json(200, writer.take());
}

// What Airflow tests a connection with.
Response list_spark_versions(const JobsCall&) {
  json::Writer writer;
  writer.begin_object().key("versions").begin_array().begin_object();
  writer.member("key", "pinflow").member("name", "pinflow").end_object();
  writer.end_array().end_object();
  return Response::json(200, writer.take());
}

std::optional<Response> refuse(const JobsOptions& options, const Request& request) {
  constexpr std::string_view kScheme = "Bearer ";
  std::string_view given = request.header("Authorization").value_or("");
  const bool is_bearer = given.starts_with(kScheme);
  if (is_bearer) given.remove_prefix(kScheme.size());
  if (options.token_sha256.empty()) {
    if (!options.guard || !options.guard(request)) return std::nullopt;
    return jobs_error(
        Status(Code::kDenied, "no [schedule.token.NAME] is configured, and keys are"));
  }
  const std::string hashed = http::to_hex(http::sha256(given));
  bool is_known = std::ranges::any_of(options.token_sha256, [&](const std::string& known) {
    return http::equal_in_constant_time(hashed, known);
  });
  if (is_bearer && is_known) return std::nullopt;
  return jobs_error(Status(Code::kDenied, is_bearer
                                              ? "Invalid access token."
                                              : "a token is needed: Authorization: Bearer …"));
}

Task<Response> answer_in_background(http::Background* background, Jobs* jobs, Answer answer,
                                    const Request* request) {
  if (auto refused = refuse(jobs->options, *request)) co_return *refused;
  // The request is copied, since its connection may be gone before the answer is there.
  auto answering = http::run_in<Response>(*background, [=, copy = *request]() -> Result<Response> {
    TRY_ASSIGN(Arguments arguments, Arguments::read(copy));
    return answer({*jobs, copy, arguments});
  });
  Result<Response> response = co_await answering;
  co_return response.ok() ? std::move(*response) : jobs_error(response.status());
}

Task<Response> no_such_endpoint(const Request& request) {
  json::Writer writer;
  writer.begin_object().member("error_code", "ENDPOINT_NOT_FOUND");
  writer.member("message", "No API found for '" + request.method + " " + request.path + "'");
  writer.end_object();
  co_return Response::json(404, writer.take());
}

struct Route {
  const char* method;
  const char* path;
  Answer answer;
};

constexpr Route kRoutes[] = {
    {"POST", "jobs/runs/submit", submit_run},
    {"GET", "jobs/runs/get", get_run},
    {"GET", "jobs/runs/get-output", get_run_output},
    {"GET", "jobs/runs/list", list_runs},
    {"POST", "jobs/runs/cancel", cancel_run},
    {"POST", "jobs/runs/cancel-all", cancel_all_runs},
    {"POST", "jobs/runs/repair", repair_run},
    {"POST", "jobs/create", create_job},
    {"POST", "jobs/run-now", run_now},
    {"GET", "jobs/get", get_job},
    {"GET", "jobs/list", list_jobs},
    {"POST", "jobs/update", update_job},
    {"POST", "jobs/reset", reset_job},
    {"POST", "jobs/delete", delete_job},
    {"GET", "clusters/list", list_clusters},
    {"GET", "clusters/get", get_cluster},
    {"GET", "clusters/spark-versions", list_spark_versions},
};

}  // namespace

void add_routes(http::Router& router, Jobs& jobs, http::Background& background) {
  for (const char* version : {"2.0", "2.1", "2.2"}) {
    for (const Route& route : kRoutes) {
      router.add(route.method, std::string("/api/") + version + "/" + route.path,
                 [&jobs, &background, answer = route.answer](const Request& request) {
                   return answer_in_background(&background, &jobs, answer, &request);
                 });
    }
  }
  router.set_fallback("/api/", [](const Request& request) { return no_such_endpoint(request); });
}

}  // namespace pinflow::schedule::databricks
