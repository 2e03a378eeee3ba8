#include "serve/access.h"

#include <algorithm>
#include <chrono>

#include "http/sha256.h"

namespace pinflow::serve {
namespace {

using http::Request;
using http::Response;

constexpr std::string_view kCookie = "pinflow_session";

bool only_looks(std::string_view method) { return method == "GET" || method == "HEAD"; }

// A key in a header is sent by programs, which no page of elsewhere can make do it.
bool comes_by_cookie(const Request& request) { return !request.header("x-api-key"); }

}  // namespace

std::string_view session_token(const Request& request) {
  std::string_view rest = request.header("Cookie").value_or("");
  while (!rest.empty()) {
    std::string_view one = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (one.starts_with(kCookie) && one.substr(kCookie.size()).starts_with('=')) {
      return one.substr(kCookie.size() + 1);
    }
  }
  return "";
}

std::string session_cookie(std::string_view token, bool is_tls) {
  auto lifetime = std::chrono::duration_cast<std::chrono::seconds>(Sessions::kLifetime);
  std::string cookie = std::string(kCookie) + "=" + std::string(token) +
                       "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" +
                       std::to_string(token.empty() ? 0 : lifetime.count());
  return is_tls ? cookie + "; Secure" : cookie;
}

Role least_role(std::string_view method, std::string_view path) {
  if (path == "/v1/audit-log") return Role::kAdmin;
  if (only_looks(method) || path == "/v1/sql") return Role::kViewer;
  if (!path.starts_with("/connectors")) return Role::kOperator;
  bool commands = path.ends_with("/pause") || path.ends_with("/resume") ||
                  path.ends_with("/stop") || path.ends_with("/restart");
  return commands ? Role::kOperator : Role::kAdmin;
}

std::optional<Person> Access::who(const Request& request) {
  if (!wants_keys()) return Person{"", Role::kAdmin};
  if (auto key = request.header("x-api-key")) return find_(*key);
  std::string_view token = session_token(request);
  return token.empty() ? std::nullopt : sessions_.find(token, system_clock().now());
}

std::function<bool()> Access::stays(const Request& request) {
  if (!wants_keys() || !comes_by_cookie(request)) return [] { return true; };
  return [this, token = std::string(session_token(request))] {
    return sessions_.find(token, system_clock().now()).has_value();
  };
}

std::optional<Response> Access::refusal(const Request& request) {
  std::optional<Person> person = who(request);
  std::optional<Response> refused = judge(request, person);
  note(person ? person->name : "", request, !refused);
  return refused;
}

std::optional<Response> Access::judge(const Request& request,
                                      const std::optional<Person>& person) const {
  if (!wants_keys()) return std::nullopt;
  if (!person) return Response::error(401, "x-api-key: missing or unknown");
  Role least = least_role(request.method, request.path);
  if (!person->role || *person->role < least) {
    return Response::error(
        403, "x-api-key: no right to do this; it needs the role " + std::string(role_name(least)));
  }
  if (only_looks(request.method) || !comes_by_cookie(request)) return std::nullopt;
  std::string_view said = request.header("X-CSRF-Token").value_or("");
  if (http::equal_in_constant_time(csrf_of(session_token(request)), said)) return std::nullopt;
  return Response::error(403, "X-CSRF-Token: not the one that /v1/session gives");
}

}  // namespace pinflow::serve
