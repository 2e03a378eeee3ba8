#include "app/admin_guard.h"

#include "app/gateway_settings.h"

namespace pinflow::app {

Result<http::Guard> admin_guard(const Config& config) {
  TRY_ASSIGN(gateway::GatewayOptions options, gateway_options(config));
  TRY_ASSIGN(std::unique_ptr<gateway::Gatekeeper> opened,
             gateway::Gatekeeper::open(options.keys, options.rate));
  std::shared_ptr<gateway::Gatekeeper> keeper = std::move(opened);
  return http::Guard([keeper](const http::Request& request) -> std::optional<http::Response> {
    gateway::Verdict verdict = keeper->check(request, gateway::Action::kAdmin, "");
    if (verdict == gateway::Verdict::kAllowed) return std::nullopt;
    if (verdict == gateway::Verdict::kUnknown) {
      return http::Response::error(401, "x-api-key: missing or unknown");
    }
    if (verdict == gateway::Verdict::kNotAllowed) {
      return http::Response::error(403,
                                   "x-api-key: no right to do this; it needs the action admin");
    }
    http::Response refusal = http::Response::error(429, "Request rate limit exceeded");
    refusal.headers = {{"Retry-After", gateway::retry_after(verdict)}};
    return refusal;
  });
}

}  // namespace pinflow::app
