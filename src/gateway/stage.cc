#include "gateway/stage.h"

#include <algorithm>

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

Response preflight_answer() {
  Response response = Response::json(200, "");
  response.headers = {
      {"Access-Control-Allow-Headers",
       "Content-Type,Authorization,X-Amz-Date,X-Api-Key,X-Amz-Security-Token"},
      {"Access-Control-Allow-Methods", "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT"},
  };
  return response;
}

Task<Response> pass_on(const http::Router& doors, Request& request) {
  Response response;
  if (request.method == "OPTIONS") {
    response = preflight_answer();
  } else {
    std::string_view rest = request.parameter("rest");
    rest.remove_prefix(std::min(rest.find_first_not_of('/'), rest.size()));
    std::string path = "/" + std::string(rest);
    request.path = std::move(path);
    auto handling = doors.handle(request);
    response = co_await handling;
  }
  response.headers.emplace_back("Access-Control-Allow-Origin", "*");
  co_return response;
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

void add_stage(http::Router& router, std::string_view stage, const http::Router& doors) {
  auto handler = [&doors](Request& request) { return pass_on(doors, request); };
  std::string base = "/" + std::string(stage);
  router.add("*", base, handler);
  router.add("*", base + "/", handler);
  router.add("*", base + "/{rest+}", handler);
}

Response stage_refusal(Verdict verdict) {
  bool is_too_fast = verdict == Verdict::kTooFast;
  json::Writer body;
  body.begin_object().member("message", is_too_fast ? "Too Many Requests" : "Forbidden");
  body.end_object();
  Response response = Response::json(is_too_fast ? 429 : 403, body.take());
  if (is_too_fast) response.headers.emplace_back("Retry-After", "1");
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
