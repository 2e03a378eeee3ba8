#include "gateway/stage.h"

#include <algorithm>

#include "base/uuid.h"
#include "json/writer.h"

namespace pinflow::gateway {
namespace {

using http::Request;
using http::Response;
using http::Task;

constexpr size_t kStageNameBytesMax = 128;

// First segments of the other doors.
constexpr std::string_view kReserved[] = {
    "topics", "consumers",    "brokers", "v3",     "connectors", "connector-plugins", "api",
    "v1",     "openapi.json", "metrics", "health", "ui",         "favicon.ico",
};

bool is_in_stage_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

bool is_reserved(std::string_view segment) {
  return std::find(std::begin(kReserved), std::end(kReserved), segment) != std::end(kReserved);
}

}  // namespace

Status check_stage_name(std::string_view name) {
  auto refuse = [&](std::string_view cause) {
    return Status(Code::kInvalidArgument,
                  "stage: " + std::string(name) + ": " + std::string(cause));
  };
  bool is_well_formed = !name.empty() && name.size() <= kStageNameBytesMax &&
                        std::all_of(name.begin(), name.end(), is_in_stage_name);
  if (!is_well_formed) return refuse("1 to 128 letters, digits, '-' and '_' are wanted");
  if (is_reserved(name)) return refuse("the name of another door");
  return Status();
}

bool is_reserved_path(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  return is_reserved(path.substr(0, path.find('/')));
}

void Stage::add_routes(http::Router& router) {
  auto handler = [this](Request& request) { return handle(request); };
  std::string base = "/" + options_.name;
  router.add("*", base, handler);
  router.add("*", base + "/", handler);
  router.add("*", base + "/{rest+}", handler);
}

Task<Response> Stage::handle(Request& request) {
  const auto began = std::chrono::steady_clock::now();
  Response response;
  if (request.method == "OPTIONS") {
    response = preflight(options_.cors);
  } else if (throttle_.is_on() && !throttle_.take("", began)) {
    response = stage_refusal(Verdict::kTooFast);
  } else {
    auto passing = pass_on(request);
    response = co_await passing;
  }
  requests_.add();
  add_origin(options_.cors, request, &response);
  constexpr std::string_view kRequestId = "x-amzn-RequestId";
  std::string id(http::find_field(response.headers, kRequestId).value_or(""));
  if (id.empty()) {
    id = quick_uuid4();
    response.headers.emplace_back(kRequestId, id);
  }
  if (access_log_) {
    auto latency = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - began);
    access_log_->write({id, options_.name, request, response, latency});
  }
  co_return response;
}

Task<Response> Stage::pass_on(Request& request) {
  std::string_view rest = request.parameter("rest");
  rest.remove_prefix(std::min(rest.find_first_not_of('/'), rest.size()));
  std::string path = "/" + std::string(rest);
  request.path = std::move(path);
  auto handling = doors_.handle(request);
  Response response = co_await handling;
  co_return response;
}

Response stage_refusal(Verdict verdict) {
  bool is_over_quota = verdict == Verdict::kOverQuota;
  bool may_come_later = is_over_quota || verdict == Verdict::kTooFast;
  json::Writer body;
  body.begin_object();
  body.member("message", is_over_quota    ? "Limit Exceeded"
                         : may_come_later ? "Too Many Requests"
                                          : "Forbidden");
  body.end_object();
  Response response = Response::json(may_come_later ? 429 : 403, body.take());
  if (may_come_later) response.headers.emplace_back("Retry-After", retry_after(verdict));
  return response;
}

Task<Response> unknown_resource(const Request&) {
  json::Writer body;
  body.begin_object().member("message", "Missing Authentication Token").end_object();
  Response response = Response::json(403, body.take());
  response.headers.emplace_back("x-amzn-ErrorType", "MissingAuthenticationTokenException");
  co_return response;
}

}  // namespace pinflow::gateway
