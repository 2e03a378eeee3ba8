#include "http/page_guard.h"

#include <arpa/inet.h>

#include <algorithm>

#include "http/refusal_log.h"

namespace pinflow::http {
namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& other) { return same_ignoring_case(other, name); });
}

// "localhost:8082" -> "localhost", "[::1]:8082" -> "::1".
std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
  return host.substr(0, host.find(':'));
}

bool is_ip_address(std::string_view host) {
  std::string text(host);
  in6_addr ignored;
  return inet_pton(AF_INET, text.c_str(), &ignored) == 1 ||
         inet_pton(AF_INET6, text.c_str(), &ignored) == 1;
}

bool is_local_name(std::string_view host) {
  constexpr std::string_view kLocal = "localhost";
  if (host.size() < kLocal.size()) return false;
  std::string_view end = host.substr(host.size() - kLocal.size());
  bool is_whole_label = end.size() == host.size() || host[host.size() - end.size() - 1] == '.';
  return is_whole_label && same_ignoring_case(end, kLocal);
}

// The types that a page may send to another site without a preflight request.
bool is_form_type(std::string_view content_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return same_ignoring_case(type, "text/plain") ||
         same_ignoring_case(type, "multipart/form-data") ||
         same_ignoring_case(type, "application/x-www-form-urlencoded");
}

std::string_view first_segment(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  return path.substr(0, path.find('/'));
}

std::optional<Response> check_page(const PageGuardOptions& options, const Request& request) {
  if (contains(options.open_segments, first_segment(request.path))) return std::nullopt;
  std::string_view host = request.header("Host").value_or("");
  std::string_view name = without_port(host);
  bool is_ours = name.empty() || is_local_name(name) || is_ip_address(name) ||
                 contains(options.hosts, name) || contains(options.hosts, "*");
  if (!is_ours) {
    return Response::error(
        403, "host: " + std::string(name) + ": not a name of this server (http.hosts lists them)");
  }
  if (auto origin = request.header("Origin")) {
    size_t scheme_end = origin->find("://");
    bool is_same = scheme_end != std::string_view::npos &&
                   same_ignoring_case(origin->substr(scheme_end + 3), host);
    if (!is_same) return Response::error(403, "origin: pages of other sites are not served");
  }
  if (!request.body.empty() && is_form_type(request.header("Content-Type").value_or(""))) {
    return Response::error(415, "Content-Type: " + std::string(*request.header("Content-Type")) +
                                    ": send the type of the body, such as application/json");
  }
  return std::nullopt;
}

}  // namespace

Guard page_guard(PageGuardOptions options) {
  auto refusals = std::make_shared<RefusalLog>("http");
  return [options = std::move(options), refusals](const Request& request) {
    auto refused = check_page(options, request);
    if (refused) {
      refusals->note(refused->status, request.method + " " + request.path, request.peer,
                     refused->body);
    }
    return refused;
  };
}

}  // namespace pinflow::http
