#include "schedule/databricks/jobs_call.h"

#include <charconv>

#include "http/status_map.h"
#include "json/writer.h"

namespace pinflow::schedule::databricks {
namespace {

Status wrong_type(std::string_view name, std::string_view wanted) {
  return Status(Code::kInvalidArgument, std::string(name) + ": must be a " + std::string(wanted));
}

}  // namespace

Result<Arguments> Arguments::read(const http::Request& request) {
  Arguments arguments(request);
  Result<json::Element> body = arguments.parser_.parse(request.body.empty() ? "{}" : request.body);
  if (!body.ok()) return body.status().with_context("the body is not JSON");
  if (body->kind() != json::Kind::kObject) {
    return Status(Code::kInvalidArgument, "the body is no JSON object");
  }
  arguments.body_ = *body;
  return arguments;
}

std::optional<json::Element> Arguments::member(std::string_view name) const {
  std::optional<json::Element> found = (*body_)[name];
  return found && found->is_null() ? std::nullopt : found;
}

Result<std::optional<std::string>> Arguments::text(std::string_view name) const {
  if (auto given = member(name)) {
    auto text = given->as_string();
    if (!text) return wrong_type(name, "text");
    return std::optional(std::string(*text));
  }
  auto given = request_.query_value(name);
  return given ? std::optional(std::string(*given)) : std::nullopt;
}

Result<std::optional<int64_t>> Arguments::number(std::string_view name) const {
  auto given = member(name);
  if (given && given->as_integer()) return given->as_integer();
  if (given && !given->as_string()) return wrong_type(name, "number");
  TRY_ASSIGN(std::optional<std::string> text, this->text(name));
  if (!text) return std::optional<int64_t>();
  int64_t number = 0;
  auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size()) {
    return wrong_type(name, "number");
  }
  return std::optional(number);
}

Result<int64_t> Arguments::needed_number(std::string_view name) const {
  TRY_ASSIGN(std::optional<int64_t> given, number(name));
  if (!given) return Status(Code::kInvalidArgument, std::string(name) + " is required");
  return *given;
}

bool Arguments::flag(std::string_view name) const {
  if (auto given = member(name)) return given->as_bool().value_or(false);
  return request_.query_value(name).value_or("") == "true";
}

http::Response jobs_error(const Status& error) {
  const http::ProtocolError& code = http::protocol_error(error.code());
  json::Writer writer;
  writer.begin_object().member("error_code", code.databricks_code);
  writer.member("message", error.message()).end_object();
  return http::Response::json(code.databricks_status, writer.take());
}

http::Response jobs_answer(const Result<std::string>& json) {
  return json.ok() ? http::Response::json(200, *json) : jobs_error(json.status());
}

}  // namespace pinflow::schedule::databricks
