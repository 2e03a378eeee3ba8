#include "http/message.h"

#include <algorithm>

#include "json/writer.h"

namespace pinflow::http {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace

bool same_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<std::string_view> find_field(const Fields& fields, std::string_view name) {
  for (const auto& [field, value] : fields) {
    if (same_ignoring_case(field, name)) return value;
  }
  return std::nullopt;
}

std::optional<std::string_view> Request::header(std::string_view name) const {
  return find_field(headers, name);
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
  for (const auto& [field, value] : query) {
    if (field == name) return value;
  }
  return std::nullopt;
}

std::string_view Request::parameter(std::string_view name) const {
  for (const auto& [parameter, value] : parameters) {
    if (parameter == name) return value;
  }
  return {};
}

Response Response::json(int status, std::string body, std::string_view content_type) {
  Response response;
  response.status = status;
  response.content_type = content_type;
  response.body = std::move(body);
  return response;
}

Response Response::error(int status, std::string_view message) {
  pinflow::json::Writer body;
  body.begin_object().member("error_code", status).member("message", message).end_object();
  return json(status, body.take());
}

}  // namespace pinflow::http
