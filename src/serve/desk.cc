#include "serve/desk.h"

#include <memory>
#include <utility>

#include "http/status_map.h"
#include "model/text_value.h"

namespace pinflow::serve {
namespace {

using http::Request;
using http::Response;
using http::Task;

Task<Response> respond(Response response) { co_return response; }

// The connection may be gone before the work begins: the request is the work's own.
Task<Response> answer_later(http::Background* background, std::shared_ptr<const Request> request,
                            MakeResponse answer) {
  auto answering = http::run_in<Response>(
      *background, [request, answer]() -> Result<Response> { return answer(*request); });
  Result<Response> response = co_await answering;
  co_return response.ok() ? std::move(*response) : error_response(response.status());
}

}  // namespace

Response error_response(const Status& error) {
  return Response::error(http::protocol_error(error.code()).http_status, error.message());
}

Response json_response(Result<std::string> json) {
  if (!json.ok()) return error_response(json.status());
  Response response = Response::json(200, std::move(*json));
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

void Desk::add(std::string_view method, std::string_view pattern, MakeResponse answer) {
  router_.add(
      method, pattern,
      [guard = guard_, background = &background_, answer = std::move(answer)](Request& request) {
        if (auto refusal = guard ? guard(request) : std::nullopt) {
          return respond(std::move(*refusal));
        }
        return answer_later(background, std::make_shared<const Request>(request), answer);
      });
}

void Desk::add_at_once(std::string_view method, std::string_view pattern, MakeResponse answer) {
  router_.add(method, pattern, [guard = guard_, answer = std::move(answer)](Request& request) {
    if (auto refusal = guard ? guard(request) : std::nullopt) {
      return respond(std::move(*refusal));
    }
    return respond(answer(request));
  });
}

Result<int64_t> query_integer(const Request& request, std::string_view name, int64_t otherwise,
                              int64_t least, int64_t most) {
  auto text = request.query_value(name);
  if (!text || text->empty()) return otherwise;
  auto number = model::text_to_integer(*text);
  if (number && *number >= least && *number <= most) return *number;
  return Status(Code::kInvalidArgument, std::string(name) + ": wants a number from " +
                                            std::to_string(least) + " to " + std::to_string(most));
}

Result<int64_t> path_integer(const Request& request, std::string_view name) {
  auto number = model::text_to_integer(request.parameter(name));
  if (number && *number >= 0) return *number;
  return Status(Code::kNotFound, std::string(name) + " is a number");
}

Result<json::Element> body_object(const Request& request, json::Parser& parser) {
  TRY_ASSIGN(json::Element body, parser.parse(request.body));
  if (body.kind() == json::Kind::kObject) return body;
  return Status(Code::kInvalidArgument, "the body is no JSON object");
}

Result<std::string> text_member(json::Element object, std::string_view name) {
  auto member = object[name];
  auto text = member ? member->as_string() : std::nullopt;
  if (text) return std::string(*text);
  return Status(Code::kInvalidArgument, std::string(name) + ": a text is missing");
}

}  // namespace pinflow::serve
