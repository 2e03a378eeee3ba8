#include "app/listen_address.h"

#include <charconv>

namespace pinflow::app {

bool ListenAddress::is_loopback() const {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

std::string ListenAddress::text() const {
  bool is_v6 = host.find(':') != std::string::npos;
  return (is_v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Status check_reach(std::string_view setting, const ListenAddress& listen, const Config& config) {
  bool has_keys = !config.names("gateway.key").empty();
  if (listen.is_loopback() || has_keys || config.flag("http.insecure")) return Status();
  return Status(Code::kInvalidArgument, std::string(setting) + ": " + listen.host +
                                            " can be reached from other machines: add a " +
                                            "[gateway.key.NAME], or set http.insecure = true");
}

Result<ListenAddress> parse_listen_address(std::string_view text) {
  Status wrong(Code::kInvalidArgument, "listen address '" + std::string(text) +
                                           "': write HOST:PORT, such as 127.0.0.1:8082");
  size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return wrong;
  ListenAddress address;
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  address.host = host;
  std::string_view port = text.substr(colon + 1);
  auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (error != std::errc() || end != port.data() + port.size()) return wrong;
  if (address.host == "localhost") address.host = "127.0.0.1";
  return address;
}

}  // namespace pinflow::app
