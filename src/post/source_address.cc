#include "post/source_address.h"

#include <cctype>
#include <charconv>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace pinflow::post {
namespace {

std::string upper(std::string_view text) {
  std::string raised(text);
  for (char& letter : raised) {
    letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  }
  return raised;
}

// The value of the first of these keys that is there; case does not count.
std::optional<std::string> find(const Settings& settings, std::initializer_list<std::string> keys) {
  for (const std::string& wanted : keys) {
    for (const auto& [key, value] : settings) {
      if (upper(key) == wanted) return value;
    }
  }
  return std::nullopt;
}

Result<std::string> require(const Settings& settings, const std::string& name) {
  auto value = find(settings, {name, "RDS_" + name, "DB_" + name});
  if (value && !value->empty()) return *value;
  return Status(Code::kInvalidArgument, "credentials: '" + name + "' is missing");
}

}  // namespace

Result<SourceAddress> read_source_address(const Settings& settings) {
  SourceAddress address;
  TRY_ASSIGN(address.host, require(settings, "HOST"));
  TRY_ASSIGN(address.user, require(settings, "USER"));
  TRY_ASSIGN(address.password, require(settings, "PASSWORD"));
  TRY_ASSIGN(address.database, require(settings, "DATABASE"));
  if (const auto port = find(settings, {"PORT", "RDS_PORT", "DB_PORT"})) {
    const char* end = port->data() + port->size();
    const auto read = std::from_chars(port->data(), end, address.port);
    if (read.ec != std::errc() || read.ptr != end || address.port == 0) {
      return Status(Code::kInvalidArgument, "credentials: 'PORT' is not a port number");
    }
  }
  return address;
}

Result<std::string> read_invoke_url(const Settings& settings) {
  auto url = find(settings, {"INVOKE_URL", "API_GATEWAY_INVOKE_URL"});
  if (!url || url->empty()) {
    return Status(Code::kInvalidArgument, "credentials: 'INVOKE_URL' is missing");
  }
  while (url->ends_with('/')) url->pop_back();
  const auto stage = find(settings, {"DEPLOYMENT_STAGE"});
  if (stage && !stage->empty() && !url->ends_with("/" + *stage)) *url += "/" + *stage;
  return *url;
}

}  // namespace pinflow::post
