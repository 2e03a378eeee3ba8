#include "http/http2_message.h"

#include <algorithm>

#include "http/response_head.h"
#include "http/target.h"

namespace pinflow::http {
namespace {

std::string lower_case_name(std::string_view name) {
  std::string text(name);
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  });
  return text;
}

// HTTP/2 forbids the fields that speak of one connection.
bool is_of_the_connection(std::string_view name) {
  for (std::string_view other : {"connection", "keep-alive", "transfer-encoding", "upgrade"}) {
    if (same_ignoring_case(name, other)) return true;
  }
  return false;
}

void add(std::string name, std::string_view value, Fields* fields) {
  auto& field = fields->emplace_back(std::move(name), std::string());
  append_field_value(value, &field.second);
}

}  // namespace

Status add_request_field(std::string_view name, std::string_view value, Request* request) {
  if (name == ":method") {
    request->method = value;
  } else if (name == ":path") {
    return parse_target(value, request);
  } else if (name == ":authority") {
    request->headers.emplace_back("host", value);
  } else if (name == "host" && request->header(name)) {
    return Status();  // The authority counts, and they are the same with honest clients.
  } else if (!name.starts_with(':')) {
    request->headers.emplace_back(name, value);
  }
  return Status();
}

Fields http2_head(const Response& response, std::string_view date) {
  Fields fields;
  fields.reserve(response.headers.size() + 4);
  add(":status", std::to_string(response.status), &fields);
  add("date", date, &fields);
  if (!response.content_type.empty()) add("content-type", response.content_type, &fields);
  if (has_content_length(response)) {
    add("content-length", std::to_string(response.body.size()), &fields);
  }
  for (const auto& [name, value] : response.headers) {
    if (!is_of_the_connection(name)) add(lower_case_name(name), value, &fields);
  }
  return fields;
}

}  // namespace pinflow::http
