#include "post/source_address.h"

#include <cctype>
#include <charconv>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace pinflow::post {
namespace {

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (char& letter : lowered) {
    letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return lowered;
}

// The value of the first of these keys that is there; case does not count.
std::optional<std::string> find(const Settings& settings, std::initializer_list<std::string> keys) {
  for (const std::string& wanted : keys) {
    for (const auto& [key, value] : settings) {
      if (lower(key) == wanted) return value;
    }
  }
  return std::nullopt;
}

Result<std::string> require(const Settings& settings, const std::string& name) {
  auto value = find(settings, {name, "rds_" + name, "db_" + name});
  if (value && !value->empty()) return *value;
  return Status(Code::kInvalidArgument, "credentials: '" + name + "' is missing");
}

}  // namespace

Result<SourceAddress> read_source_address(const Settings& settings) {
  SourceAddress address;
  TRY_ASSIGN(address.host, require(settings, "host"));
  TRY_ASSIGN(address.user, require(settings, "user"));
  TRY_ASSIGN(address.password, require(settings, "password"));
  TRY_ASSIGN(address.database, require(settings, "database"));
  if (const auto port = find(settings, {"port", "rds_port", "db_port"})) {
    const char* end = port->data() + port->size();
    const auto read = std::from_chars(port->data(), end, address.port);
    if (read.ec != std::errc() || read.ptr != end || address.port == 0) {
      return Status(Code::kInvalidArgument, "credentials: 'port' is not a port number");
    }
  }
  return address;
}

Result<std::string> read_invoke_url(const Settings& settings) {
  auto url = find(settings, {"invoke_url", "api_gateway_invoke_url"});
  if (!url || url->empty()) {
    return Status(Code::kInvalidArgument, "credentials: 'INVOKE_URL' is missing");
  }
  while (url->ends_with('/')) url->pop_back();
  const auto stage = find(settings, {"deployment_stage"});
  if (stage && !stage->empty() && !url->ends_with("/" + *stage)) *url += "/" + *stage;
  return *url;
}

}  // namespace pinflow::post
