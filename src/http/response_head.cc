#include "http/response_head.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

namespace pinflow::http {
namespace {

void append_number(uint64_t number, std::string* out) {
  std::array<char, 20> digits;
  auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out->append(digits.data(), end);
}

void append_field(std::string_view name, std::string_view value, std::string* out) {
  out->append(name).append(": ");
  append_field_value(value, out);
  out->append("\r\n");
}

}  // namespace

bool has_content_length(const Response& response) {
  return !response.stream && response.status != 204 && response.status != 304 &&
         response.status >= 200;
}

void append_field_value(std::string_view value, std::string* out) {
  size_t begin = out->size();
  out->append(value);
  std::replace_if(
      out->begin() + static_cast<ptrdiff_t>(begin), out->end(),
      [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
}

void append_response_head(const Response& response, Persistence persistence, std::string_view date,
                          std::string* out) {
  out->append("HTTP/1.1 ");
  append_number(static_cast<uint64_t>(response.status), out);
  out->append(" ").append(reason_phrase(response.status)).append("\r\nDate: ").append(date);
  out->append("\r\n");
  if (!response.content_type.empty()) append_field("Content-Type", response.content_type, out);
  if (response.stream) out->append("Transfer-Encoding: chunked\r\n");
  if (has_content_length(response)) {
    out->append("Content-Length: ");
    append_number(response.body.size(), out);
    out->append("\r\n");
  }
  for (const auto& [name, value] : response.headers) append_field(name, value, out);
  if (persistence == Persistence::kClose) out->append("Connection: close\r\n");
  if (persistence == Persistence::kKeepOld) out->append("Connection: keep-alive\r\n");
  out->append("\r\n");
}

std::string_view reason_phrase(int status) {
  static constexpr std::pair<int, std::string_view> kPhrases[] = {
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {207, "Multi-Status"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {303, "See Other"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {413, "Content Too Large"},
      {415, "Unsupported Media Type"},
      {422, "Unprocessable Content"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
  };
  for (const auto& [code, phrase] : kPhrases) {
    if (code == status) return phrase;
  }
  return "Other";
}

std::string_view http_date_now() {
  thread_local std::time_t made_at = 0;
  thread_local std::array<char, 40> text;
  thread_local size_t size = 0;
  std::time_t now = std::time(nullptr);
  if (now != made_at) {
    std::tm parts = {};
    gmtime_r(&now, &parts);
    size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    made_at = now;
  }
  return {text.data(), size};
}

}  // namespace pinflow::http
