#include "http/url.h"

#include <algorithm>
#include <charconv>

namespace pinflow::http {
namespace {

constexpr uint16_t kHttpPort = 80;
constexpr uint16_t kHttpsPort = 443;

uint16_t default_port(std::string_view scheme) {
  return scheme == "https" ? kHttpsPort : kHttpPort;
}

Status url_error(std::string_view text, std::string_view cause) {
  return Status(Code::kInvalidArgument, "url: " + std::string(text) + ": " + std::string(cause));
}

bool parse_port(std::string_view digits, uint16_t* port) {
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), *port);
  return error == std::errc() && end == digits.data() + digits.size() && *port != 0;
}

}  // namespace

Result<Url> parse_url(std::string_view text) {
  Url url;
  size_t scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) {
    return url_error(text, "no scheme: begin with http:// or https://");
  }
  url.scheme = text.substr(0, scheme_end);
  std::transform(url.scheme.begin(), url.scheme.end(), url.scheme.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (url.scheme != "http" && url.scheme != "https") {
    return url_error(text, "unknown scheme: http or https");
  }
  std::string_view rest = text.substr(scheme_end + 3);
  std::string_view server = rest.substr(0, rest.find_first_of("/?#"));
  // Never repeated in a message: they would end up in logs.
  if (server.find('@') != std::string_view::npos) {
    return Status(Code::kInvalidArgument, "url: credentials in the address are not supported");
  }
  size_t bracket = server.find(']');
  bool is_ipv6 = server.starts_with('[') && bracket != std::string_view::npos;
  size_t colon = server.find(':', is_ipv6 ? bracket : 0);
  url.host = is_ipv6 ? server.substr(1, bracket - 1) : server.substr(0, colon);
  if (url.host.empty()) return url_error(text, "no host");
  bool is_plain = std::all_of(url.host.begin(), url.host.end(),
                              [](unsigned char c) { return c > ' ' && c != 0x7f; });
  if (!is_plain) return url_error(text, "space or control character in the host");
  url.port = default_port(url.scheme);
  if (colon != std::string_view::npos && !parse_port(server.substr(colon + 1), &url.port)) {
    return url_error(text, "port: 1 to 65535");
  }
  std::string_view path = rest.substr(server.size());
  path = path.substr(0, path.find_first_of("?#"));
  while (path.ends_with('/')) path.remove_suffix(1);
  url.path = path;
  return url;
}

std::string authority(const Url& url) {
  bool is_ipv6 = url.host.find(':') != std::string::npos;
  std::string text = is_ipv6 ? "[" + url.host + "]" : url.host;
  if (url.port != default_port(url.scheme)) text += ":" + std::to_string(url.port);
  return text;
}

}  // namespace pinflow::http
