#include "post/invoke_url.h"

#include <cctype>
#include <optional>
#include <string_view>

namespace pinflow::post {
namespace {

using Settings = std::map<std::string, std::string>;

// The value of this key; case does not count.
std::optional<std::string> find(const Settings& settings, std::string_view wanted) {
  for (const auto& [key, value] : settings) {
    std::string raised = key;
    for (char& letter : raised) {
      letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    }
    if (raised == wanted) return value;
  }
  return std::nullopt;
}

}  // namespace

Result<std::string> read_invoke_url(const Settings& settings) {
  auto url = find(settings, "INVOKE_URL");
  if (!url) url = find(settings, "API_GATEWAY_INVOKE_URL");
  if (!url || url->empty()) {
    return Status(Code::kInvalidArgument, "credentials: 'INVOKE_URL' is missing");
  }
  while (url->ends_with('/')) url->pop_back();
  const auto stage = find(settings, "DEPLOYMENT_STAGE");
  if (stage && !stage->empty() && !url->ends_with("/" + *stage)) *url += "/" + *stage;
  return *url;
}

}  // namespace pinflow::post
