#include "gateway/cors.h"

#include <algorithm>

namespace pinflow::gateway {
namespace {

bool is_any(const CorsRules& rules) {
  return std::find(rules.origins.begin(), rules.origins.end(), "*") != rules.origins.end();
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
  return text;
}

bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](unsigned char c) {
    return std::isalnum(c) || kMarks.find(static_cast<char>(c)) != kMarks.npos;
  });
}

bool is_origin(std::string_view text) {
  size_t scheme_end = text.find("://");
  if (text == "*" || text == "null") return true;
  if (scheme_end == text.npos || scheme_end == 0) return false;
  std::string_view host = text.substr(scheme_end + 3);
  return !host.empty() && host.find_first_of("/ ,") == host.npos;
}

Status check_each(std::string_view what, const std::vector<std::string>& names,
                  bool (*is_good)(std::string_view)) {
  for (const std::string& name : names) {
    if (is_good(name)) continue;
    return Status(Code::kInvalidArgument, "cors: " + std::string(what) + ": '" + name + "'");
  }
  return Status();
}

}  // namespace

Status check_cors(const CorsRules& rules) {
  TRY(check_each("origins", rules.origins, is_origin));
  TRY(check_each("methods", rules.methods, is_token));
  return check_each("headers", rules.headers, is_token);
}

http::Response preflight(const CorsRules& rules) {
  http::Response response = http::Response::json(200, "");
  response.headers = {
      {"Access-Control-Allow-Headers", joined(rules.headers)},
      {"Access-Control-Allow-Methods", joined(rules.methods)},
  };
  return response;
}

void add_origin(const CorsRules& rules, const http::Request& request, http::Response* response) {
  constexpr std::string_view kAllowed = "Access-Control-Allow-Origin";
  if (is_any(rules)) {
    response->headers.emplace_back(kAllowed, "*");
    return;
  }
  response->headers.emplace_back("Vary", "Origin");
  std::string_view origin = request.header("Origin").value_or("");
  bool is_allowed =
      std::find(rules.origins.begin(), rules.origins.end(), origin) != rules.origins.end();
  if (is_allowed) response->headers.emplace_back(kAllowed, origin);
}

}  // namespace pinflow::gateway
